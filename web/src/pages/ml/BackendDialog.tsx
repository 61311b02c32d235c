import { zodResolver } from "@hookform/resolvers/zod";
import {
  Button,
  Collapse,
  Group,
  Modal,
  PasswordInput,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Controller, type UseFormReturn, useForm } from "react-hook-form";
import { api, ok } from "@/api/client";
import { Problem } from "@/ui/Problem";
import { type BackendValues, backendSchema, bodyOf, connectionOf, valuesOf } from "./form";
import { type Backend, backendsChanged } from "./queries";
import { VersionField } from "./VersionField";

interface Props {
  projectId: number;
  /** Null: a new one. */
  backend: Backend | null;
  onClose: () => void;
}

/** Connects a model server, or changes how it is asked. It is saved only if it answers. */
export function BackendDialog({ projectId, backend, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={backend === null ? "Connect Model" : "Edit model"} size="lg">
      <BackendForm projectId={projectId} backend={backend} onClose={onClose} />
    </Modal>
  );
}

function BackendForm({ projectId, backend, onClose }: Props) {
  const client = useQueryClient();
  const form = useForm<BackendValues, unknown, BackendValues>({
    resolver: zodResolver(backendSchema),
    defaultValues: valuesOf(backend),
  });
  const save = useMutation({
    mutationFn: (values: BackendValues) => {
      const body = bodyOf(values, projectId);
      return backend === null
        ? ok(api.POST("/api/ml", { body }))
        : ok(api.PATCH("/api/ml/{id}", { params: { path: { id: backend.id } }, body }));
    },
    onSuccess: async () => {
      onClose();
      await backendsChanged(client, projectId);
    },
  });
  const check = useMutation({
    mutationFn: (values: BackendValues) =>
      ok(
        api.POST("/api/v1/ml/check", {
          body: { ...connectionOf(values, projectId), ...(backend === null ? {} : { id: backend.id }) },
        }),
      ),
  });
  const problem = save.error ?? check.error;
  return (
    <form noValidate onSubmit={form.handleSubmit((values) => save.mutate(values))}>
      <Stack gap="sm">
        <Fields form={form} backend={backend} />
        {check.isSuccess && !form.formState.isSubmitting && (
          <Text size="sm" role="status">
            The model answers and suits the project
            {check.data.model_version === null ? "." : `: version ${check.data.model_version}.`}
          </Text>
        )}
        <Problem
          error={problem}
          title={save.error === null ? "The model cannot be used so" : "The model was not saved"}
        />
        <Group justify="space-between">
          <Button
            variant="default"
            onClick={() => void form.handleSubmit((values) => check.mutate(values))()}
            loading={check.isPending}
            disabled={save.isPending}
          >
            Validate
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={check.isPending}>
              {backend === null ? "Connect" : "Save"}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

type Form = UseFormReturn<BackendValues, unknown, BackendValues>;

function Fields({ form, backend }: { form: Form; backend: Backend | null }) {
  const { errors } = form.formState;
  const [more, setMore] = useState(false);
  const withPassword = form.watch("withPassword");
  return (
    <>
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        error={errors.title?.message}
        {...form.register("title")}
      />
      <TextInput
        label="Backend URL"
        withAsterisk
        placeholder="http://localhost:9090"
        error={errors.url?.message}
        {...form.register("url")}
      />
      <Toggle form={form} name="withPassword" label="It asks for a user name and password" />
      {withPassword && (
        <>
          <TextInput
            label="User name"
            autoComplete="off"
            error={errors.user?.message}
            {...form.register("user")}
          />
          <PasswordInput
            label="Password"
            description={backend?.basic_auth_pass_is_set ? "One is set; empty: it stays." : undefined}
            autoComplete="new-password"
            error={errors.password?.message}
            {...form.register("password")}
          />
        </>
      )}
      <Toggle
        form={form}
        name="interactive"
        label="Use for interactive preannotations"
        description="Smart tools of the editor ask it while somebody draws."
      />
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => setMore(!more)}
        aria-expanded={more}
        style={{ alignSelf: "flex-start" }}
      >
        {more ? "Less" : "More"}
      </Button>
      <Collapse expanded={more || Boolean(errors.extra ?? errors.timeout)}>
        <Stack gap="sm">
          <Textarea
            label="Extra parameters"
            description="JSON that the model gets when it is set up."
            autosize
            minRows={2}
            maxRows={8}
            error={errors.extra?.message}
            {...form.register("extra")}
          />
          <TextInput
            label="Longest wait for a prediction, in seconds"
            type="number"
            min={1}
            max={3600}
            error={errors.timeout?.message}
            {...form.register("timeout", { valueAsNumber: true })}
          />
          {backend !== null && <VersionField form={form} backend={backend} />}
        </Stack>
      </Collapse>
    </>
  );
}

interface ToggleProps {
  form: Form;
  name: "withPassword" | "interactive";
  label: string;
  description?: string;
}

function Toggle({ form, name, label, description }: ToggleProps) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field: { value, ...field } }) => (
        <Switch label={label} description={description} checked={value} {...field} />
      )}
    />
  );
}

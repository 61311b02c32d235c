import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import { api, ok } from "@/api/client";
import { ApiError } from "@/api/errors";
import { SwitchRow } from "@/ui/form/SwitchRow";
import { Problem } from "@/ui/Problem";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import { HeaderRows } from "./HeaderRows";
import { actionsFor, bodyOf, inputOf, NEW_WEBHOOK, type WebhookInput, webhookSchema } from "./model";
import type { ActionInfo, Webhook } from "./queries";

interface Props {
  /** The project whose page this is. */
  project: number;
  /** The one to change; none = a new one. */
  webhook?: Webhook;
  actions: Readonly<Record<string, ActionInfo>>;
  onClose: () => void;
  onSaved: () => void;
}

/** What the server says of the address alone. */
const urlFault = (error: unknown): string | undefined =>
  error instanceof ApiError && Object.keys(error.fields).join() === "url" ? error.fields.url?.[0] : undefined;

/** Where events go, which, and with what. */
export function WebhookDialog({ project, webhook, actions, onClose, onSaved }: Props) {
  useRestoredFocus();
  const form = useForm<WebhookInput>({
    resolver: zodResolver(webhookSchema),
    defaultValues: webhook ? inputOf(webhook) : NEW_WEBHOOK,
  });
  const { control, register, formState, watch } = form;
  const save = useMutation({
    mutationFn: async (input: WebhookInput) => {
      const { project: of, ...settings } = bodyOf(input, project);
      if (webhook) {
        await ok(api.PATCH("/api/webhooks/{id}", { params: { path: { id: webhook.id } }, body: settings }));
      } else {
        await ok(api.POST("/api/webhooks", { body: { ...settings, project: of } }));
      }
    },
    onSuccess: onSaved,
    onError: (error) => {
      const fault = urlFault(error);
      if (fault) form.setError("url", { message: fault }, { shouldFocus: true });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook ? "Edit Webhook" : "Add Webhook"}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={(event) => void form.handleSubmit((input) => save.mutate(input))(event)} noValidate>
        <Stack gap="sm">
          <TextInput
            label="URL"
            description="Events are sent there by POST, as JSON."
            placeholder="https://hooks.example.com/millrace"
            required
            data-autofocus
            {...register("url")}
            error={formState.errors.url?.message}
          />
          {!webhook && (
            <Controller
              control={control}
              name="scope"
              render={({ field }) => (
                <SegmentedControl
                  aria-label="What it hears of"
                  data={[
                    { value: "project", label: "This project" },
                    { value: "all", label: "All projects" },
                  ]}
                  {...field}
                />
              )}
            />
          )}
          <SwitchRow form={{ form }} name="send_for_all_actions" label="Send every event" />
          {!watch("send_for_all_actions") && (
            <Controller
              control={control}
              name="actions"
              render={({ field }) => (
                <Checkbox.Group label="Events" value={field.value} onChange={field.onChange}>
                  <Stack gap={6} mt={4}>
                    {actionsFor(actions, watch("scope")).map(([name, title]) => (
                      <Checkbox key={name} value={name} label={title} size="xs" />
                    ))}
                  </Stack>
                </Checkbox.Group>
              )}
            />
          )}
          <SwitchRow
            form={{ form }}
            name="send_payload"
            label="Send what changed"
            description="Tasks, annotations and the project; else only the name of the event."
          />
          <SwitchRow form={{ form }} name="is_active" label="Active" />
          <HeaderRows form={form} />
          <Problem error={urlFault(save.error) ? null : save.error} title="The webhook was not saved" />
          <Text size="sm" c="dimmed">
            Each event is signed by the webhook's secret, and sent again until the receiver has taken it.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {webhook ? "Save" : "Add Webhook"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

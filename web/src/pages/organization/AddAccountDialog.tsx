import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import { api, ok } from "@/api/client";
import { accountsQuery } from "@/api/queries";
import { z } from "@/ui/form/zod";
import { Problem } from "@/ui/Problem";
import { ShownLink } from "./PersonMenu";
import { RoleSelect } from "./RoleSelect";

const name = z.string().check(z.maxLength(256, "A name has at most 256 letters."));
const schema = z.object({
  email: z.email("Write an e-mail address: name@example.com."),
  first_name: name,
  last_name: name,
  role: z.enum(["annotator", "manager", "administrator"]),
});
type NewAccount = z.infer<typeof schema>;

export function AddAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add an account">
      {opened && <AddAccountForm onClose={onClose} />}
    </Modal>
  );
}

/** Makes an account and the link with which its person sets the first password. */
function AddAccountForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<NewAccount>({
    resolver: zodResolver(schema),
    defaultValues: { email: "", first_name: "", last_name: "", role: "annotator" },
  });
  const create = useMutation({
    mutationFn: (body: NewAccount) => ok(api.POST("/api/v1/accounts", { body })),
    onSuccess: (account) => {
      void client.invalidateQueries({ queryKey: accountsQuery.queryKey });
      link.mutate(account.id);
    },
  });
  const link = useMutation({
    mutationFn: (id: number) =>
      ok(api.POST("/api/v1/accounts/{id}/reset-link", { params: { path: { id } } })),
  });
  const errors = form.formState.errors;
  if (create.data) {
    const { id, email } = create.data;
    return (
      <Stack gap="sm">
        <Text size="sm" role="status">
          The account {email} is there. With this link its person sets a password, once:
        </Text>
        {link.data && <ShownLink link={link.data} />}
        <Problem error={link.error} title="No link was made" onRetry={() => link.mutate(id)} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void form.handleSubmit((given) => create.mutate(given))(event)} noValidate>
      <Stack gap="sm">
        <TextInput
          label="E-mail"
          type="email"
          required
          data-autofocus
          {...form.register("email")}
          error={errors.email?.message}
        />
        <Group grow align="flex-start">
          <TextInput label="First name" {...form.register("first_name")} error={errors.first_name?.message} />
          <TextInput label="Last name" {...form.register("last_name")} error={errors.last_name?.message} />
        </Group>
        <Controller control={form.control} name="role" render={({ field }) => <RoleSelect {...field} />} />
        <Problem error={create.error} title="The account was not made" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add the account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

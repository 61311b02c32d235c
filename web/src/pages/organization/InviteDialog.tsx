import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Controller, useForm, useWatch } from "react-hook-form";
import { api, ok } from "@/api/client";
import { CopyField } from "@/ui/CopyField";
import { Problem } from "@/ui/Problem";
import { ProjectRoleSelect } from "@/ui/ProjectRoleSelect";
import { RelativeTime } from "@/ui/RelativeTime";
import { invitationSchema, NEW_INVITATION } from "./invitation";
import { ProjectPicker } from "./ProjectPicker";
import { rolesToGive } from "./people";
import { invitations } from "./queries";
import { RoleSelect } from "./RoleSelect";

interface Props {
  opened: boolean;
  onClose: () => void;
  administrator: boolean;
}

export function InviteDialog({ opened, onClose, administrator }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite people" size="lg">
      {opened && <InviteForm administrator={administrator} onClose={onClose} />}
    </Modal>
  );
}

/** Asks what the link gives, makes it, shows it. */
function InviteForm({ administrator, onClose }: Omit<Props, "opened">) {
  const client = useQueryClient();
  const form = useForm({ resolver: zodResolver(invitationSchema), defaultValues: NEW_INVITATION });
  const [role, projects] = useWatch({ control: form.control, name: ["role", "projects"] });
  const make = useMutation({
    mutationFn: (given: typeof NEW_INVITATION) =>
      ok(api.POST("/api/v1/invitations", { body: { ...given, projects: given.projects.map(Number) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: invitations.queryKey }),
  });
  if (make.data) {
    return (
      <Stack gap="sm">
        <CopyField label="Invitation link" value={make.data.url} />
        <Text size="sm">
          Hand it over yourself: Millrace sends no mail. Whoever opens it makes an account as {make.data.role}
          , or joins with the account he or she has. It ends <RelativeTime at={make.data.expires_at} />, and
          can be closed before on this page.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void form.handleSubmit((given) => make.mutate(given))(event)} noValidate>
      <Stack gap="sm">
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => <RoleSelect roles={rolesToGive(administrator)} data-autofocus {...field} />}
        />
        <Controller
          control={form.control}
          name="projects"
          render={({ field }) => (
            <ProjectPicker
              label="Projects"
              description="Whoever comes by this link is a member of them at once. Managers and administrators see all projects anyway."
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        {projects.length > 0 && role === "annotator" && (
          <Controller
            control={form.control}
            name="project_role"
            render={({ field }) => <ProjectRoleSelect label="Role in these projects" {...field} />}
          />
        )}
        <Group grow align="flex-start">
          <Controller
            control={form.control}
            name="max_uses"
            render={({ field, fieldState }) => (
              <NumberInput
                label="For how many people"
                min={1}
                max={1000}
                {...field}
                error={fieldState.error?.message}
              />
            )}
          />
          <Controller
            control={form.control}
            name="days"
            render={({ field, fieldState }) => (
              <NumberInput
                label="For how many days"
                min={1}
                max={365}
                {...field}
                error={fieldState.error?.message}
              />
            )}
          />
        </Group>
        <Problem error={make.error} title="No invitation was made" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Select, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { whoami } from "@/api/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Problem } from "@/ui/Problem";
import { PROJECT_ROLES, type ProjectRole, projectRole } from "@/ui/projectRoles";
import { RelativeTime } from "@/ui/RelativeTime";
import { inFull } from "./members";
import { membersQuery } from "./membersQuery";

type Member = Schemas["ProjectMember"];

/** The members, what each is here, and their leave. */
export function MemberTable({ projectId, members }: { projectId: number; members: Member[] }) {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<Member | null>(null);
  if (members.length === 0) {
    return <Text size="sm">No annotator is a member yet.</Text>;
  }
  return (
    <>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Member</Table.Th>
            <Table.Th>Role here</Table.Th>
            <Table.Th visibleFrom="xs">Last activity</Table.Th>
            <Table.Th ta="right">Membership</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => (
            <Table.Tr key={member.id}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{inFull(member)}</Table.Td>
              <Table.Td>
                <MemberRole projectId={projectId} member={member} />
              </Table.Td>
              <Table.Td visibleFrom="xs">
                {member.last_activity ? <RelativeTime at={member.last_activity} /> : "never"}
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setLeaving(member)}
                  aria-label={`Remove ${member.email}`}
                >
                  Remove
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        title={`Remove ${leaving?.email ?? "the member"}?`}
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        action="Remove"
        run={async () => {
          if (leaving === null) return;
          await ok(
            api.DELETE("/api/v1/projects/{id}/members/{member_id}", {
              params: { path: { id: projectId, member_id: leaving.id } },
            }),
          );
          await client.invalidateQueries({ queryKey: membersQuery(projectId).queryKey });
        }}
      >
        <Text size="sm">
          The person does not see this project any more. Annotations and drafts stay, and the person can be
          added again.
        </Text>
      </ConfirmDialog>
    </>
  );
}

function MemberRole({ projectId, member }: { projectId: number; member: Member }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (role: ProjectRole) =>
      ok(
        api.PATCH("/api/v1/projects/{id}/members/{member_id}", {
          params: { path: { id: projectId, member_id: member.id } },
          body: { role },
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: membersQuery(projectId).queryKey }),
        client.invalidateQueries({ queryKey: whoami.queryKey }), // it may have been one's own
      ]),
  });
  return (
    <>
      <Select
        aria-label={`Role of ${member.email} here`}
        data={PROJECT_ROLES.map(({ value, label }) => ({ value, label }))}
        value={change.isPending ? change.variables : member.project_role}
        allowDeselect={false}
        disabled={change.isPending}
        w={140}
        onChange={(value) => {
          if (value !== member.project_role) change.mutate(projectRole(value));
        }}
      />
      <Problem error={change.error} title="The role was not changed" />
    </>
  );
}

import { Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { accountsQuery } from "@/api/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { TextLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { personName } from "@/ui/person";
import { RelativeTime } from "@/ui/RelativeTime";
import { byRole, candidates } from "./members";

const route = getRouteApi("/projects/$projectId");

type Account = Schemas["Account"];

const membersQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "members"],
    queryFn: async () =>
      (await ok(api.GET("/api/v1/projects/{id}/members", { params: { path: { id: projectId } } }))).results,
  });

/** Which annotators may label this project. */
export function MembersPage() {
  const { projectId } = route.useParams();
  const members = useQuery(membersQuery(projectId));
  const accounts = useQuery(accountsQuery);
  const error = members.error ?? accounts.error;
  return (
    <Page title="Members">
      <Problem
        error={error}
        title="The members could not be listed"
        onRetry={() => void Promise.all([members.refetch(), accounts.refetch()])}
      />
      {!error && !(members.data && accounts.data) && <Loading what="the members" />}
      {members.data && accounts.data && (
        <Stack gap="md" maw={760}>
          <Text size="sm">
            Annotators see and label only the projects they are members of.{" "}
            {plural(
              byRole(accounts.data).length,
              "manager or administrator sees",
              "managers and administrators see",
            )}{" "}
            every project.
          </Text>
          <AddMember projectId={projectId} people={candidates(accounts.data, members.data)} />
          <MemberTable projectId={projectId} members={members.data} />
        </Stack>
      )}
    </Page>
  );
}

function AddMember({ projectId, people }: { projectId: number; people: Account[] }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: (account: number) =>
      ok(
        api.POST("/api/v1/projects/{id}/members", {
          params: { path: { id: projectId } },
          body: { account },
        }),
      ),
    onSuccess: () => {
      setChosen(null);
      return client.invalidateQueries({ queryKey: membersQuery(projectId).queryKey });
    },
  });
  if (people.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Every annotator of this server is a member. Invite more on the page{" "}
        <TextLink to="/organization" underline="always">
          People
        </TextLink>
        .
      </Text>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) add.mutate(Number(chosen));
      }}
    >
      <Group align="flex-end" gap="xs">
        <Select
          label="Add an annotator"
          placeholder="Name or e-mail"
          data={people.map((account) => ({ value: String(account.id), label: inFull(account) }))}
          value={chosen}
          onChange={setChosen}
          searchable
          nothingFoundMessage="No annotator has that in the name"
          style={{ flex: "1 1 260px" }}
        />
        <Button type="submit" disabled={chosen === null} loading={add.isPending}>
          Add
        </Button>
      </Group>
      <Problem error={add.error} title="Nobody was added" />
    </form>
  );
}

const inFull = (account: Account): string => {
  const name = personName(account);
  return name === account.email ? name : `${name} · ${account.email}`;
};

function MemberTable({ projectId, members }: { projectId: number; members: Account[] }) {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<Account | null>(null);
  if (members.length === 0) {
    return <Text size="sm">No annotator is a member yet.</Text>;
  }
  return (
    <>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Member</Table.Th>
            <Table.Th visibleFrom="xs">Last activity</Table.Th>
            <Table.Th ta="right">Membership</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((account) => (
            <Table.Tr key={account.id}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{inFull(account)}</Table.Td>
              <Table.Td visibleFrom="xs">
                {account.last_activity ? <RelativeTime at={account.last_activity} /> : "never"}
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setLeaving(account)}
                  aria-label={`Remove ${account.email}`}
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

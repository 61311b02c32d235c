import { Badge, Box, Group, Select, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { accountsQuery } from "@/api/queries";
import { plural } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { personName } from "@/ui/person";
import { RelativeTime } from "@/ui/RelativeTime";
import { PersonMenu } from "./PersonMenu";
import {
  type Account,
  matching,
  ROLES,
  type Role,
  roleLabel,
  titlesInWords,
  type Viewer,
  whyNotRole,
} from "./people";
import { projectsOfPeople } from "./queries";

/** Everybody, with role, last activity and projects. */
export function PeopleTable({ people, viewer }: { people: Account[]; viewer: Viewer }) {
  const [search, setSearch] = useState("");
  const projects = useQuery(projectsOfPeople);
  const shown = matching(people, search);
  return (
    <section aria-label="Accounts">
      <Group mb="sm" gap="sm">
        <TextInput
          aria-label="Search people"
          placeholder="Search by name, e-mail or role"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={{ base: "100%", xs: 320 }}
        />
        <Text size="sm" c="dimmed" role="status">
          {search
            ? `${plural(shown.length, "person", "people")} of ${people.length}`
            : plural(people.length, "person", "people")}
        </Text>
      </Group>
      <Problem
        error={projects.error}
        title="Their projects could not be listed"
        onRetry={() => void projects.refetch()}
      />
      <Table.ScrollContainer
        minWidth={720}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": "People, scrolls sideways" } }}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Person</Table.Th>
              <Table.Th w={170}>Role</Table.Th>
              <Table.Th>Last activity</Table.Th>
              <Table.Th>Projects</Table.Th>
              <Table.Th w={60}>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((account) => (
              <PersonRow
                key={account.id}
                account={account}
                viewer={viewer}
                titles={projects.data?.get(account.id) ?? []}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function PersonRow({ account, viewer, titles }: { account: Account; viewer: Viewer; titles: string[] }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500} component="div">
          {personName(account)} {account.id === viewer.id && <Badge variant="light">You</Badge>}{" "}
          {!account.active && (
            <Badge variant="outline" color="gray">
              Left
            </Badge>
          )}
        </Text>
        {personName(account) !== account.email && (
          <Text size="sm" c="dimmed">
            {account.email}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <RoleCell account={account} viewer={viewer} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{account.last_activity ? <RelativeTime at={account.last_activity} /> : "never"}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" title={titles.join(", ")}>
          {titlesInWords(titles)}
        </Text>
      </Table.Td>
      <Table.Td>
        <PersonMenu account={account} viewer={viewer} />
      </Table.Td>
    </Table.Tr>
  );
}

function RoleCell({ account, viewer }: { account: Account; viewer: Viewer }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (role: Role) =>
      ok(api.PATCH("/api/v1/accounts/{id}", { params: { path: { id: account.id } }, body: { role } })),
    onSettled: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  const why = whyNotRole(viewer, account);
  if (why !== null) {
    return (
      <>
        <Text size="sm">{roleLabel(account.role)}</Text>
        {viewer.administrator && (
          <Text size="xs" c="dimmed">
            {why}
          </Text>
        )}
      </>
    );
  }
  return (
    <Box>
      <Select
        aria-label={`Role of ${account.email}`}
        data={ROLES.map(({ value, label }) => ({ value, label }))}
        value={change.isPending ? change.variables : account.role}
        allowDeselect={false}
        disabled={change.isPending}
        onChange={(_, option) => {
          const role = ROLES.find(({ value }) => value === option?.value);
          if (role && role.value !== account.role) change.mutate(role.value);
        }}
      />
      <Problem error={change.error} title="The role was not changed" />
    </Box>
  );
}

import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { TextLink } from "@/ui/links";
import { Problem } from "@/ui/Problem";
import { ProjectRoleSelect } from "@/ui/ProjectRoleSelect";
import { type ProjectRole, projectRole } from "@/ui/projectRoles";
import { type Account, inFull } from "./members";
import { membersQuery } from "./membersQuery";

interface Props {
  projectId: number;
  /** Who could be added; null if the viewer may not know, and types an address. */
  people: Account[] | null;
}

/** Makes somebody a member, under a role. */
export function AddMember({ projectId, people }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState("");
  const [role, setRole] = useState<ProjectRole>("annotator");
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/projects/{id}/members", {
          params: { path: { id: projectId } },
          body: { role, ...(people === null ? { email: chosen.trim() } : { account: Number(chosen) }) },
        }),
      ),
    onSuccess: () => {
      setChosen("");
      return client.invalidateQueries({ queryKey: membersQuery(projectId).queryKey });
    },
  });
  if (people?.length === 0) {
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
        if (chosen.trim() !== "") add.mutate();
      }}
    >
      <Group align="flex-end" gap="xs">
        {people === null ? (
          <TextInput
            label="Add an annotator"
            placeholder="E-mail address"
            type="email"
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            style={{ flex: "1 1 240px" }}
          />
        ) : (
          <Select
            label="Add an annotator"
            placeholder="Name or e-mail"
            data={people.map((account) => ({ value: String(account.id), label: inFull(account) }))}
            value={chosen === "" ? null : chosen}
            onChange={(value) => setChosen(value ?? "")}
            searchable
            nothingFoundMessage="No annotator has that in the name"
            style={{ flex: "1 1 240px" }}
          />
        )}
        <ProjectRoleSelect
          label="Role here"
          description={undefined}
          w={140}
          value={role}
          onChange={(value) => setRole(projectRole(value))}
        />
        <Button type="submit" disabled={chosen.trim() === ""} loading={add.isPending}>
          Add
        </Button>
      </Group>
      <Problem error={add.error} title="Nobody was added" />
    </form>
  );
}

import { Box, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Panel } from "./card/CardMenu";
import { StorageCard } from "./card/StorageCard";
import type { Kind, Role } from "./form/model";
import type { Storage } from "./queries";

const WORDS = {
  source: {
    title: "Source storages",
    add: "Add Source Storage",
    what: "A source is where tasks come from: each object of a bucket becomes a task, and a sync brings what is new.",
  },
  target: {
    title: "Target storages",
    add: "Add Target Storage",
    what: "A target is where annotations go: each one that is submitted is written there by itself, as JSON.",
  },
} as const;

interface Props {
  role: Role;
  storages: readonly Storage[];
  kinds: readonly Kind[];
  onAdd: () => void;
  onOpen: (storage: Storage, panel: Panel) => void;
}

/** The storages of one role, or what such a storage is for. */
export function StorageSection({ role, storages, kinds, onAdd, onOpen }: Props) {
  const { title, add, what } = WORDS[role];
  const heading = `${role}-storages`;
  return (
    <Box component="section" aria-labelledby={heading}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id={heading}>
          {title}
        </Title>
        <Button size="xs" variant={storages.length === 0 ? "filled" : "default"} onClick={onAdd}>
          {add}
        </Button>
      </Group>
      {storages.length === 0 ? (
        <Paper withBorder p="md">
          <Text size="sm" c="dimmed">
            {what}
          </Text>
        </Paper>
      ) : (
        <Stack gap="sm">
          {storages.map((storage) => (
            <StorageCard
              key={storage.id}
              storage={storage}
              kind={kinds.find(({ kind }) => kind === storage.kind)}
              onOpen={(panel) => onOpen(storage, panel)}
            />
          ))}
        </Stack>
      )}
    </Box>
  );
}

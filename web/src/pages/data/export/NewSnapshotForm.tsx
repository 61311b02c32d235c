import { Button, Checkbox, Fieldset, Group, NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import { Problem } from "@/ui/Problem";
import { type ShownTab, scopeNote, snapshotScopes } from "./scope";
import {
  bodyOf,
  KINDS,
  type Kind,
  NEW_SNAPSHOT,
  type Only,
  PARTS,
  type Part,
  type SnapshotInput,
  troubleOf,
} from "./snapshots";

interface Props {
  tab: ShownTab;
  videos: boolean;
  busy: boolean;
  error: unknown;
  onMake: (body: Schemas["NewExportSnapshot"]) => void;
  onCancel: () => void;
}

const KIND_WORDS: Record<Kind, string> = {
  usual: "Usual ones",
  ground_truth: "Ground truth",
  skipped: "Skipped ones",
};
const PART_WORDS: Record<Part, string> = {
  predictions: "Predictions",
  drafts: "Drafts",
  people: "Who annotated",
};

type Condition = "finished" | "annotated" | "skipped";
const CONDITIONS: Record<Condition, Record<Only, string>> = {
  finished: { all: "Finished or not", only: "Only finished", exclude: "Only unfinished" },
  annotated: { all: "Annotated or not", only: "Only annotated", exclude: "Only not annotated" },
  skipped: { all: "Skipped or not", only: "Only skipped", exclude: "Only not skipped" },
};
const ONLY: readonly Only[] = ["all", "only", "exclude"];

/** What a new snapshot is to hold. */
export function NewSnapshotForm({ tab, videos, busy, error, onMake, onCancel }: Props) {
  const [input, setInput] = useState<SnapshotInput>(NEW_SNAPSHOT);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const change = (part: Partial<SnapshotInput>) => setInput((old) => ({ ...old, ...part }));
  const scopes = snapshotScopes(tab);
  const scope = input.view === undefined ? "all" : "tab";
  const trouble = troubleOf(input);
  return (
    <form
      aria-label="New snapshot"
      onSubmit={(event) => {
        event.preventDefault();
        if (trouble === undefined && !busy) onMake(bodyOf(input));
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Title"
          placeholder="The project's, with the time"
          maxLength={2048}
          ref={first}
          value={input.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <Fieldset legend="Tasks">
          <Stack gap="xs">
            {scopes.length > 1 && (
              <NativeSelect
                aria-label="Of which"
                description={scopeNote(scope, tab)}
                data={scopes}
                value={scope}
                onChange={(event) =>
                  change({ view: event.currentTarget.value === "tab" ? tab.id : undefined })
                }
              />
            )}
            <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
              <Conditions input={input} onChange={change} />
            </SimpleGrid>
            <Checkbox
              label="Leave out tasks without the annotations chosen here"
              checked={input.onlyWithAnnotations}
              onChange={(event) => change({ onlyWithAnnotations: event.currentTarget.checked })}
            />
          </Stack>
        </Fieldset>
        <Checkbox.Group
          label="Annotations"
          error={trouble}
          value={[...input.kinds]}
          onChange={(kinds) => change({ kinds: KINDS.filter((kind) => kinds.includes(kind)) })}
        >
          <Group gap="md" mt={4}>
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={KIND_WORDS[kind]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group
          label="In full"
          description="What is not chosen is named by its number."
          value={[...input.parts]}
          onChange={(parts) => change({ parts: PARTS.filter((part) => parts.includes(part)) })}
        >
          <Group gap="md" mt={4}>
            {PARTS.map((part) => (
              <Checkbox key={part} value={part} label={PART_WORDS[part]} />
            ))}
          </Group>
        </Checkbox.Group>
        {videos && (
          <Checkbox
            label="Fill in the frames between key frames"
            checked={input.frames}
            onChange={(event) => change({ frames: event.currentTarget.checked })}
          />
        )}
        <Problem error={error} title="The snapshot was not made" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make the snapshot
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Conditions({
  input,
  onChange,
}: {
  input: SnapshotInput;
  onChange: (part: Partial<SnapshotInput>) => void;
}) {
  const one = (name: Condition, label: string) => (
    <NativeSelect
      aria-label={label}
      data={ONLY.map((value) => ({ value, label: CONDITIONS[name][value] }))}
      value={input[name]}
      onChange={(event) =>
        onChange({ [name]: ONLY.find((only) => only === event.currentTarget.value) ?? "all" })
      }
    />
  );
  return (
    <>
      {one("finished", "Finished")}
      {one("annotated", "Annotated")}
      {one("skipped", "Skipped")}
    </>
  );
}

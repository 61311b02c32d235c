import { Button, Group, Text } from "@mantine/core";
import { RelativeTime } from "../RelativeTime";
import type { SaveState } from "./saveState";
import { UnsavedGuard } from "./UnsavedGuard";

const COLOUR = {
  clean: "dimmed",
  dirty: "dimmed",
  saving: "dimmed",
  saved: "dimmed",
  invalid: "red",
  failed: "red",
};

function Words({ state }: { state: SaveState }) {
  switch (state.kind) {
    case "clean":
      return null;
    case "dirty":
      return "Changes not saved yet";
    case "invalid":
      return "Not saved: see the marked fields above.";
    case "saving":
      return "Saving …";
    case "saved":
      return (
        <>
          Saved · <RelativeTime at={state.at.toISOString()} />
        </>
      );
    case "failed":
      return `Not saved: ${state.sentence}`;
  }
}

interface Props {
  form: {
    state: SaveState;
    dirty: boolean;
    /** Back to what the server has. */
    discard: () => void;
  };
  label?: string;
}

/** Save and Discard, and beside them what is true: "Saved", "Changes not saved yet", "Not saved: …". Leaving the page
 * with unsaved changes is asked about. */
export function SaveBar({ form: { state, dirty, discard }, label = "Save" }: Props) {
  return (
    <Group gap="sm" mt="md">
      <Button type="submit" loading={state.kind === "saving"} disabled={!dirty && state.kind !== "failed"}>
        {label}
      </Button>
      {dirty && (
        <Button variant="subtle" onClick={discard} disabled={state.kind === "saving"}>
          Discard changes
        </Button>
      )}
      <Text
        size="sm"
        c={COLOUR[state.kind]}
        role={state.kind === "failed" || state.kind === "invalid" ? "alert" : "status"}
        style={{ flex: "1 1 200px", overflowWrap: "anywhere" }}
      >
        <Words state={state} />
      </Text>
      <UnsavedGuard when={dirty} />
    </Group>
  );
}

import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toneOf } from "@/ui/job/states";
import type { Storage } from "../queries";
import { Sentences } from "../Sentences";

interface Props {
  storage: Storage;
  onConfirmDeletions: () => Promise<unknown>;
}

/** The outcomes that the last sync has something to say about. */
const NOTED: ReadonlySet<Storage["status"]> = new Set(["failed", "completed_with_errors", "stopped"]);

/** What went wrong at the last sync, what a person should know, and what waits for a decision. */
export function CardNotes({ storage, onConfirmDeletions }: Props) {
  const { status, traceback, notices } = storage;
  const sentences = NOTED.has(status) ? (traceback ?? "").split("\n").filter((line) => line !== "") : [];
  // Conflicts have a line of their own among the counts.
  const shown = notices.filter(({ action }) => action !== "show_conflicts");
  return (
    <>
      {sentences.length > 0 && (
        <Note color={toneOf(status).color}>
          <Sentences sentences={sentences} />
        </Note>
      )}
      {shown.map(({ sentence, action }) => (
        <Note key={sentence} color="yellow">
          <Sentences sentences={[sentence]} />
          {action === "confirm_deletions" && <ConfirmDeletions run={onConfirmDeletions} />}
        </Note>
      ))}
    </>
  );
}

function Note({ color, children }: { color?: string; children: ReactNode }) {
  return (
    <Alert color={color} variant="light" p="xs" mt="xs" icon={<IconAlertTriangle aria-hidden />}>
      {children}
    </Alert>
  );
}

/** Many objects vanished at once: they are taken as gone only after a yes. */
function ConfirmDeletions({ run }: { run: () => Promise<unknown> }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" mt={6} onClick={() => setAsking(true)}>
        They are really gone
      </Button>
      <ConfirmDialog
        title="Take the objects as gone"
        opened={asking}
        onClose={() => setAsking(false)}
        action="Sync and take them as gone"
        run={run}
      >
        <Text size="sm">
          A sync starts, and does with the tasks of the vanished objects what the storage's setting “When an
          object vanished” says. Annotated tasks are never removed.
        </Text>
      </ConfirmDialog>
    </>
  );
}

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { plural } from "@/ui/format";
import type { Storage } from "../queries";
import { Sentences } from "../Sentences";

interface Props {
  storage: Storage;
  onConfirmDeletions: () => Promise<unknown>;
}

/** What a person should know of a storage: warnings, what went wrong at the last sync, what waits for a yes. */
export function CardNotes({ storage, onConfirmDeletions }: Props) {
  const [asking, setAsking] = useState(false);
  const held = storage.counts?.held_back ?? 0;
  const trouble = storage.status === "failed" || storage.status === "completed_with_errors";
  const sentences = trouble ? (storage.traceback ?? "").split("\n").filter((line) => line !== "") : [];
  return (
    <>
      {sentences.length > 0 && (
        <Note color={storage.status === "failed" ? "red" : "yellow"} sentences={sentences} />
      )}
      {storage.warnings.length > 0 && <Note color="yellow" sentences={storage.warnings} />}
      {held > 0 && (
        <Note
          color="yellow"
          sentences={[
            `${plural(held, "object")} vanished from the bucket at once. Nothing was done with their tasks: look at the bucket first.`,
          ]}
        >
          <Button size="xs" variant="default" mt={6} onClick={() => setAsking(true)}>
            They are really gone
          </Button>
          <ConfirmDialog
            title="Take the objects as gone"
            opened={asking}
            onClose={() => setAsking(false)}
            action="Sync and take them as gone"
            run={onConfirmDeletions}
          >
            <Text size="sm">
              A sync starts, and does with the tasks of {plural(held, "vanished object")} what the storage's
              setting “When an object vanished” says. Annotated tasks are never removed.
            </Text>
          </ConfirmDialog>
        </Note>
      )}
    </>
  );
}

function Note({
  color,
  sentences,
  children,
}: {
  color: string;
  sentences: readonly string[];
  children?: React.ReactNode;
}) {
  return (
    <Alert color={color} variant="light" p="xs" mt="xs" icon={<IconAlertTriangle aria-hidden />}>
      <Sentences sentences={sentences} />
      {children && <Group>{children}</Group>}
    </Alert>
  );
}

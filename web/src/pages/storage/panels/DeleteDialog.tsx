import { Checkbox, Text } from "@mantine/core";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import { holdings } from "../card/words";
import type { PanelProps } from "./PanelDialog";

interface Props extends PanelProps {
  onNotes: (sentences: string[]) => void;
}

/** Disconnects a storage. What stays is said before and after. */
export function DeleteDialog({ storage, onClose, onChanged, onNotes }: Props) {
  useRestoredFocus();
  const [tasks, setTasks] = useState(false);
  const remove = async () => {
    const { sentence } = await ok(
      api.DELETE("/api/v1/storages/{id}", {
        params: { path: { id: storage.id }, query: { tasks: tasks ? "delete" : "keep" } },
      }),
    );
    onNotes([sentence]);
  };
  return (
    <ConfirmDialog
      title={`Delete ${storage.title || storage.uri}`}
      opened
      onClose={onClose}
      action="Delete"
      run={remove}
      onDone={onChanged}
    >
      <Text size="sm">
        {storage.role === "source"
          ? "The bucket is no longer synced. Its objects stay where they are, and the tasks they brought stay in the project."
          : "Annotations are no longer exported there. The objects that were written stay where they are."}
      </Text>
      {storage.role === "source" && (
        <Checkbox
          label={`Delete its tasks too (${holdings(storage)}), with their annotations`}
          checked={tasks}
          onChange={(event) => setTasks(event.currentTarget.checked)}
        />
      )}
    </ConfirmDialog>
  );
}

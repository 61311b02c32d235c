import { Text } from "@mantine/core";
import { api, ok } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import type { PanelProps } from "./PanelDialog";

/** Disconnects a storage. What stays is said before. */
export function DeleteDialog({ storage, onClose, onChanged }: PanelProps) {
  useRestoredFocus();
  return (
    <ConfirmDialog
      title={`Delete ${storage.title || storage.uri}`}
      opened
      onClose={onClose}
      action="Delete"
      run={() => ok(api.DELETE("/api/v1/storages/{id}", { params: { path: { id: storage.id } } }))}
      onDone={onChanged}
    >
      <Text size="sm">
        {storage.role === "source"
          ? "The bucket is no longer synced. Its objects stay where they are, and the tasks they brought stay in the project."
          : "Annotations are no longer exported there. The objects that were written stay where they are."}
      </Text>
    </ConfirmDialog>
  );
}

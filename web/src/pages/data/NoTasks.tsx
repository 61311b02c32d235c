import { Button, Group } from "@mantine/core";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";

interface Props {
  projectId: number;
  search: string | undefined;
  onClearSearch: () => void;
  mayManage: boolean;
  onImport: () => void;
}

/** What to do where no task is shown. */
export function NoTasks({ projectId, search, onClearSearch, mayManage, onImport }: Props) {
  if (search) {
    return (
      <EmptyState
        title={`No task holds “${search}”`}
        action={
          <Button variant="default" onClick={onClearSearch}>
            Clear the search
          </Button>
        }
      >
        The search goes through the values of the tasks' data, not through annotations.
      </EmptyState>
    );
  }
  if (!mayManage) {
    return (
      <EmptyState title="There are no tasks yet">
        Whoever manages this project connects a storage or imports files.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="There are no tasks yet"
      action={
        <Group justify="center" gap="xs">
          <ButtonLink to="/projects/$projectId/settings/storage" params={{ projectId }}>
            Connect a storage
          </ButtonLink>
          <Button variant="default" onClick={onImport}>
            Import files
          </Button>
        </Group>
      }
    >
      Connect a storage, and each of its objects becomes a task; or import files from this computer.
    </EmptyState>
  );
}

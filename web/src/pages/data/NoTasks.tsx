import { Button, Group } from "@mantine/core";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";

interface Props {
  projectId: number;
  search: string | undefined;
  onClearSearch: () => void;
  filtered: boolean;
  onClearFilters: () => void;
  mayManage: boolean;
  onImport: () => void;
}

/** What to do where no task is shown. */
export function NoTasks({ projectId, search, filtered, mayManage, onImport, ...clear }: Props) {
  if (search) {
    return (
      <EmptyState
        title={`No task holds “${search}”`}
        action={
          <Button variant="default" onClick={clear.onClearSearch}>
            Clear the search
          </Button>
        }
      >
        The search goes through the values of the tasks' data, not through annotations
        {filtered && ", and only through tasks that the filters let through"}.
      </EmptyState>
    );
  }
  if (filtered) {
    return (
      <EmptyState
        title="The filters let no task through"
        action={
          <Button variant="default" onClick={clear.onClearFilters}>
            Show all tasks
          </Button>
        }
      >
        Change a filter by a click on it, or take one away.
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

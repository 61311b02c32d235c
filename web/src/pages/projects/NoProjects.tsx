import { Button } from "@mantine/core";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import type { ProjectListSearch } from "./projectList";

interface Props {
  search: ProjectListSearch;
  mayCreate: boolean;
  onClear: () => void;
}

/** Why the list is empty, and what to do next. */
export function NoProjects({ search, mayCreate, onClear }: Props) {
  if (search.q) {
    return (
      <EmptyState
        title={`No ${search.archived ? "archived " : ""}project has “${search.q}” in its title`}
        action={
          <Button variant="default" onClick={onClear}>
            Clear the search
          </Button>
        }
      />
    );
  }
  if (search.archived) {
    return (
      <EmptyState title="Nothing is archived">
        A project that is done can be put away with Archive in its menu. Nothing in it is deleted.
      </EmptyState>
    );
  }
  if (!mayCreate) {
    return (
      <EmptyState title="You are in no project yet">
        Ask the person who invited you to add you under Settings, Members of a project.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Make your first project"
      action={<ButtonLink to="/projects/new">New project</ButtonLink>}
    >
      A project holds the tasks of one labeling job: what is labeled, with which labels, and the buckets it
      comes from and goes to.
    </EmptyState>
  );
}

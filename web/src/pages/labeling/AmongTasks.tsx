import type { QueueAddress } from "@/labeling/queueAddress";
import { TextLink } from "@/ui/links";

/** Says that not all tasks are labeled here, and leads to where they were chosen. */
export function AmongTasks({ project, address }: { project: number; address: QueueAddress }) {
  return (
    <TextLink
      to="/projects/$projectId/data"
      params={{ projectId: project }}
      search={{ tab: address.tab, search: address.search }}
      size="sm"
      visibleFrom="sm"
      style={{ whiteSpace: "nowrap" }}
    >
      of the chosen tasks
    </TextLink>
  );
}

import { Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { memo } from "react";
import { count } from "@/ui/format";
import { RelativeTime } from "@/ui/RelativeTime";
import type { ShownAs } from "./columnPrefs";
import { dataKeyOf } from "./columns";
import { initialsOf, nameOf, type People } from "./people";
import { Thumbnail } from "./Thumbnail";
import { firstPicture, pictureIn, shortText, type TaskRow } from "./taskMedia";

interface Props {
  columnId: string;
  task: TaskRow;
  people: People;
  as: ShownAs;
}

/** One value of a task, in one line. */
export const TaskCell = memo(function TaskCell({ columnId, task, people, as }: Props) {
  const key = dataKeyOf(columnId);
  if (key !== undefined) {
    const picture = as === "Image" ? pictureIn(task, key) : undefined;
    if (picture !== undefined) return <Thumbnail task={task} picture={picture} />;
    return <OneLine>{shortText(task.data?.[key])}</OneLine>;
  }
  switch (columnId) {
    case "id":
      return task.id;
    case "picture":
      return <Thumbnail task={task} picture={firstPicture(task)} />;
    case "total_annotations":
    case "cancelled_annotations":
    case "total_predictions":
    case "inner_id":
      return count(task[columnId] ?? 0);
    case "predictions_score":
    case "avg_lead_time":
      return typeof task[columnId] === "number" ? count(task[columnId]) : null;
    case "annotators":
      return <Accounts ids={task.annotators ?? []} people={people} />;
    case "updated_by":
      return <Accounts ids={(task.updated_by ?? []).map((by) => Number(by.user_id))} people={people} />;
    case "created_at":
    case "updated_at":
    case "completed_at":
      return task[columnId] ? <RelativeTime at={task[columnId]} /> : null;
    case "draft_exists":
      return task.draft_exists ? "yes" : null;
    case "storage_filename":
    case "file_upload":
    case "annotations_ids":
    case "predictions_model_versions":
      return <OneLine>{task[columnId] ?? ""}</OneLine>;
    default:
      return null;
  }
});

function OneLine({ children }: { children: string }) {
  return (
    <Text span inherit truncate display="block" title={children}>
      {children}
    </Text>
  );
}

const NAMED = 3;

function Accounts({ ids, people }: { ids: number[]; people: People }) {
  if (ids.length === 0) return null;
  const names = ids.map((id) => nameOf(people.get(id), id));
  return (
    <Tooltip label={names.join(", ")} openDelay={300}>
      <Text span inherit truncate display="block">
        <span aria-hidden>
          {ids
            .slice(0, NAMED)
            .map((id) => initialsOf(people.get(id), id))
            .join(" ")}
          {ids.length > NAMED && ` +${ids.length - NAMED}`}
        </span>
        <VisuallyHidden>{names.join(", ")}</VisuallyHidden>
      </Text>
    </Tooltip>
  );
}

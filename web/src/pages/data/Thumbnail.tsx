import { Tooltip } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf } from "@/api/media";
import classes from "./data.module.css";
import type { Picture, TaskRow } from "./taskMedia";

interface Props {
  task: TaskRow;
  picture: Picture | undefined;
  large?: boolean;
}

/** A picture of a task, read when it comes into sight. */
export function Thumbnail({ task, picture, large = false }: Props) {
  const [broken, setBroken] = useState<string>();
  if (picture === undefined) return null;
  if (broken === picture.address) return <BrokenPicture picture={picture} large={large} />;
  return (
    <img
      key={picture.address}
      className={large ? classes.picture : classes.thumbnail}
      src={picture.address}
      alt={large ? `${picture.key} of task ${task.id}` : ""}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setBroken(picture.address)}
    />
  );
}

/** Says why on hover; it is asked for only then, as a whole page of pictures may be broken. */
function BrokenPicture({ picture, large }: { picture: Picture; large: boolean }) {
  const [asked, setAsked] = useState(false);
  const cause = useQuery({
    queryKey: ["media-refusal", picture.address],
    queryFn: async ({ signal }) => (await refusalOf(picture.address, signal)) ?? null,
    enabled: asked,
    retry: false,
  });
  const why = cause.data ?? "The browser could not show it. Open the task: it says why, and what to do.";
  return (
    <Tooltip multiline maw={420} label={`${picture.value}: ${cause.isFetching ? "asking the server…" : why}`}>
      <span className={large ? classes.brokenLarge : classes.broken} onPointerEnter={() => setAsked(true)}>
        <IconPhotoOff size={20} role="img" aria-label={`${picture.value} could not be shown`} />
      </span>
    </Tooltip>
  );
}

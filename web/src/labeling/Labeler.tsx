import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import type { Schemas } from "@/api/client";
import { projectQuery, whoami } from "@/api/queries";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { LabelBar } from "./LabelBar";
import { LabelerView } from "./LabelerView";
import { useSession, useSessionState } from "./useSession";

interface Props {
  projectId: number;
  taskId: number;
  /** Buttons are there where these are. */
  onNext?: () => void;
  onPrevious?: () => void;
  /** Annotations or drafts of this task changed on the server. */
  onChanged?: (taskId: number) => void;
  /** More buttons at the right end of the bar: close, open in full. */
  children?: ReactNode;
}

/** One task in the editor, with all its annotations: beside the table of the data manager. */
export function Labeler(props: Props) {
  const project = useQuery(projectQuery(props.projectId));
  const me = useQuery(whoami);
  const error = project.error ?? me.error;
  if (error !== null && (project.data === undefined || me.data === undefined))
    return <Problem error={error} title="The task could not be opened" />;
  if (project.data === undefined || me.data === undefined) return <Loading what="the task" />;
  return <OpenLabeler {...props} project={project.data} account={me.data.id} />;
}

function OpenLabeler({
  taskId,
  onNext,
  onPrevious,
  onChanged,
  children,
  project,
  account,
  projectId,
}: Props & { project: Schemas["Project"]; account: number }) {
  const session = useSession({ ...project, id: projectId }, account, "single", onChanged);
  const state = useSessionState(session);
  useEffect(() => {
    void session.open(taskId);
  }, [session, taskId]);
  return (
    <Box style={{ flex: 1, minHeight: 0, minWidth: 0, display: "flex", flexDirection: "column" }}>
      <LabelBar
        state={{ ...state, canGoBack: onPrevious !== undefined }}
        onPrevious={onPrevious}
        onNext={onNext}
        onKeys={session.help}
      >
        {children}
      </LabelBar>
      <LabelerView session={session} project={project} mode="single" />
    </Box>
  );
}

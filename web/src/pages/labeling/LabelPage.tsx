import { Box } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Schemas } from "@/api/client";
import { projectQuery, whoami } from "@/api/queries";
import { LabelBar } from "@/labeling/LabelBar";
import { LabelerView } from "@/labeling/LabelerView";
import { type QueueAddress, queueChoice } from "@/labeling/queueAddress";
import { useSession, useSessionState } from "@/labeling/useSession";
import { Loading } from "@/ui/Loading";
import { TextLink } from "@/ui/links";
import { Problem } from "@/ui/Problem";
import { AmongTasks } from "./AmongTasks";
import { EmptyQueue } from "./EmptyQueue";
import { Instructions, useInstructions } from "./Instructions";
import { queuePosition } from "./queuePosition";
import { UnsavedElsewhere } from "./UnsavedElsewhere";

const route = getRouteApi("/projects/$projectId/label");

/** Labels all tasks one after the other, or those that the address chooses; with ?task= only that one. */
export function LabelPage() {
  const { projectId } = route.useParams();
  const address = route.useSearch();
  const project = useQuery(projectQuery(projectId));
  const me = useQuery(whoami);
  useEffect(() => {
    document.title = `Label · ${project.data?.title ?? "Millrace"}`;
  }, [project.data?.title]);
  if (me.isError) return <Problem error={me.error} title="Labeling could not begin" />;
  if (project.data === undefined || me.data === undefined) return <Loading what="the labeling editor" />;
  return (
    <Labeling
      key={`${projectId} ${JSON.stringify(address)}`}
      project={{ ...project.data, id: projectId }}
      account={me.data.id}
      address={address}
    />
  );
}

function Labeling({
  project,
  account,
  address,
}: {
  project: Schemas["Project"] & { id: number };
  account: number;
  address: QueueAddress;
}) {
  const { task } = address;
  const choice = queueChoice(address);
  const cache = useQueryClient();
  // The settings that the task was opened with: counts change all the time, the editor must stay.
  const [opened] = useState(project);
  const mode = task === undefined ? "queue" : "single";
  const onChanged = () => {
    void cache.invalidateQueries({ queryKey: ["project", project.id] });
    void cache.invalidateQueries({ queryKey: ["tasks"] });
  };
  const session = useSession(opened, account, mode, onChanged, choice);
  const state = useSessionState(session);
  const instructions = useInstructions(opened, account);
  useHotkeys([
    ["?", session.help],
    ["shift+?", session.help],
  ]);
  useEffect(() => {
    if (task === undefined) void session.take();
    else void session.open(task);
  }, [session, task]);
  return (
    <Box style={{ flex: 1, minHeight: 0, display: "flex", flexDirection: "column" }}>
      <LabelBar
        state={state}
        position={task === undefined && choice === undefined ? queuePosition(project, state) : undefined}
        among={choice && <AmongTasks project={project.id} address={address} />}
        onPrevious={task === undefined ? () => void session.previous() : undefined}
        onNext={task === undefined ? () => void session.next() : undefined}
        nextHint={state.canGoForward ? undefined : "Leaves this task for later and opens another"}
        onKeys={session.help}
        onInstructions={instructions.text === null ? undefined : instructions.open}
      />
      <UnsavedElsewhere project={project.id} account={account} current={state.task?.id ?? null} />
      {state.phase === "empty" && (
        <EmptyQueue project={project} chosen={choice && address} onTry={() => void session.take()} />
      )}
      <LabelerView
        session={session}
        project={opened}
        mode={mode}
        ways={
          task !== undefined && (
            <TextLink to="/projects/$projectId/label" params={{ projectId: project.id }} size="sm">
              Label other tasks of this project
            </TextLink>
          )
        }
      />
      <Instructions {...instructions} onClosed={() => session.focus()} />
    </Box>
  );
}

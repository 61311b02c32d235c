import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { keymapOf } from "@/api/hotkeys";
import { interactiveModels, whoami } from "@/api/queries";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import type { OpenOptions } from "../../editor/port";
import { EditorFrame } from "./EditorFrame";
import { frameUrl } from "./frameUrl";
import { editorInterfaces, type Mode } from "./interfaces";
import { LabelingKeys } from "./LabelingKeys";
import { MediaTroubles } from "./MediaTroubles";
import { Sending } from "./Sending";
import type { LabelingSession } from "./session";
import { Troubles } from "./Troubles";
import { useSessionState } from "./useSession";

interface Props {
  session: LabelingSession;
  project: Schemas["Project"];
  mode: Mode;
  /** Where else to go from a task that does not open. */
  ways?: ReactNode;
}

/** The editor with what is to be said about it: one task at a time, at full height. */
export function LabelerView({ session, project, mode, ways }: Props) {
  const state = useSessionState(session);
  const { data: me } = useQuery(whoami);
  const models = useQuery(interactiveModels(project.id ?? 0));
  // Without an answer smart tools are off; labeling goes on.
  const known = models.data ?? (models.isError ? [] : undefined);
  const [ready, setReady] = useState(false);
  // Counts and times of account and project change all the time: only what the editor is given opens it anew.
  const given =
    me &&
    known &&
    JSON.stringify({
      config: project.label_config ?? "",
      interfaces: editorInterfaces(project, mode, known.length > 0),
      user: { id: me.id, email: me.email, firstName: me.first_name, lastName: me.last_name },
      keymap: keymapOf(me.custom_hotkeys),
    } satisfies OpenOptions);
  const options = useMemo(() => given && (JSON.parse(given) as OpenOptions), [given]);
  // Hotkeys work from the first moment, unless a dialog is to be read first.
  useEffect(() => {
    if (ready && state.task !== null && document.querySelector('[role="dialog"]') === null) session.focus();
  }, [session, ready, state.task]);
  const busy = state.phase === "loading" || state.sending !== null;
  return (
    <Box style={{ flex: 1, minHeight: 0, display: "flex", flexDirection: "column", position: "relative" }}>
      <Troubles session={session} state={state} />
      <MediaTroubles session={session} state={state} projectId={project.id ?? 0} />
      {state.phase === "failed" && (
        <Box p="md">
          <Problem error={state.error} title="The task could not be opened" onRetry={() => session.again()}>
            {ways}
          </Problem>
        </Box>
      )}
      <Box
        inert={busy}
        style={{
          flex: 1,
          minHeight: 0,
          display: state.phase === "empty" || state.phase === "failed" ? "none" : "flex",
        }}
      >
        {options && (
          <EditorFrame
            src={frameUrl(project.id)}
            options={options}
            events={session}
            onEditor={(editor) => {
              session.connect(editor);
              setReady(editor !== null);
            }}
            title={state.task === null ? "Labeling editor" : `Labeling editor, task ${state.task.id}`}
          />
        )}
      </Box>
      {(state.phase === "loading" || (state.phase === "labeling" && !ready)) && (
        <Box pos="absolute" inset={0} bg="var(--mantine-color-body)" opacity={0.7}>
          <Loading what="the task" />
        </Box>
      )}
      <Sending session={session} state={state} />
      <LabelingKeys
        config={project.label_config ?? ""}
        opened={state.help}
        onClose={() => session.closeHelp()}
        onClosed={() => session.focus()}
      />
    </Box>
  );
}

import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { connection, subscribeConnection } from "@/api/connection";
import { useMayIn } from "@/api/rights";
import type { Mode, ProjectRules } from "./interfaces";
import { WorkKeeper } from "./kept";
import { type QueueChoice, rest, restOf } from "./rest";
import { isSafe } from "./saving";
import { LabelingSession } from "./session";
import type { SessionState } from "./state";

/** The session of a person in a project, watched over: nothing is lost when the page goes. */
export function useSession(
  project: ProjectRules & { id: number },
  account: number,
  mode: Mode,
  onChanged?: (task: number) => void,
  choice?: QueueChoice,
): LabelingSession {
  const told = useRef(onChanged);
  useEffect(() => {
    told.current = onChanged;
  });
  // One session as long as the page stands; new settings of the project come with the next one.
  const rules = useRef(project);
  const chosen = useRef(choice);
  const id = project.id;
  const bound = !useMayIn(id, "projects.change");
  const session = useMemo(
    () =>
      new LabelingSession({
        rest: chosen.current ? restOf(chosen.current) : rest,
        keeper: new WorkKeeper(account),
        project: { ...rules.current, id },
        account,
        bound,
        mode,
        onChanged: (task) => told.current?.(task),
      }),
    [id, account, bound, mode],
  );

  useEffect(() => {
    const leave = () => session.keepNow();
    const hide = () => {
      if (document.visibilityState === "hidden") void session.flush();
    };
    const ask = (event: BeforeUnloadEvent) => {
      session.keepNow();
      const { saved, sending } = session.state;
      const lost = ("kept" in saved && !saved.kept) || sending?.kept === false;
      if (lost && !isSafe(saved)) event.preventDefault();
    };
    const stop = subscribeConnection(() => {
      if (connection() === "ok") session.retry();
    });
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", ask);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", ask);
      document.removeEventListener("visibilitychange", hide);
      stop();
      session.keepNow();
      void session.flush();
    };
  }, [session]);
  return session;
}

export function useSessionState(session: LabelingSession): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

// What a labeling session shows.
import type { MediaFailure, Work } from "../../editor/port";
import type { KeptWork } from "./kept";
import type { LabelAnnotation, LabelTask } from "./rest";
import type { SavedState } from "./saving";
import type { WaitCause } from "./waiting";

export type Act = "submit" | "update" | "skip" | "unskip" | "delete" | "postpone";

/** Something was refused or went wrong; the work stands in the editor. */
export type Trouble =
  | { kind: "refused"; act: Act; message: string; work: Work | null }
  /** An annotation of that person, which only he may change; one's own can be made of the work. */
  | { kind: "theirs"; act: Act; maker: string; work: Work }
  /** Two versions of one annotation; nothing is saved until the person has chosen. */
  | { kind: "conflict"; message: string; theirs: LabelAnnotation; mine: Work; showing: "mine" | "theirs" }
  | { kind: "editor"; message: string }
  | { kind: "model"; message: string };

export interface SessionState {
  phase: "loading" | "labeling" | "empty" | "failed";
  /** Why loading failed. */
  error: unknown;
  task: LabelTask | null;
  saved: SavedState;
  /** An answer of the server is awaited; `waiting`: why it does not come; `kept`: the browser has the work. */
  sending: { act: Act; waiting: WaitCause | null; kept: boolean } | null;
  trouble: Trouble | null;
  /** Work of another time that was put into the editor, or could be. */
  restored: Restored | null;
  media: MediaFailure[];
  configErrors: string[];
  canGoBack: boolean;
  /** Towards tasks that were open before; else next() takes a new one. */
  canGoForward: boolean;
  /** The keys are shown. */
  help: boolean;
}

export interface Restored {
  work: KeptWork;
  /** It stands in the editor. */
  used: boolean;
}

export const START: SessionState = {
  phase: "loading",
  error: null,
  task: null,
  saved: { kind: "unchanged", at: null },
  sending: null,
  trouble: null,
  restored: null,
  media: [],
  configErrors: [],
  canGoBack: false,
  canGoForward: false,
  help: false,
};

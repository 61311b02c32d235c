// What the app's page and the editor's frame say to each other.
//
// Both have one origin and call each other directly: a page that is being left must still take the work out of the
// editor, and an answer to a message would come too late. Everything that crosses is plain data, never an object of
// the editor.

/** One region, choice or relation, as the server stores it. */
export type Result = Record<string, unknown>;

export interface EditorUser {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
}

export interface OpenOptions {
  /** The label config, XML. */
  config: string;
  /** Parts of the editor that are there: see src/labeling/interfaces.ts. */
  interfaces: string[];
  user: EditorUser;
  /** Authors of annotations, for their names. */
  users?: EditorUser[];
  /** Keys that differ from the editor's own, by its name of the action; null turns one off. */
  keymap?: Record<string, { key: string | null; description: string }>;
}

export interface EditorTask {
  id: number;
  /** URIs of storages are resolved already. */
  data: Record<string, unknown>;
  annotations: EditorAnnotation[];
  predictions: EditorPrediction[];
}

export interface EditorAnnotation {
  id: number;
  result: Result[];
  created_at: string;
  created_username: string;
  completed_by: number | null;
  was_cancelled: boolean;
  ground_truth: boolean;
  lead_time: number | null;
  parent_prediction: number | null;
  parent_annotation: number | null;
}

export interface EditorPrediction {
  id: number;
  result: Result[];
  model_version: string;
  created_at: string;
  score: number | null;
}

/** Work that was not submitted yet: a draft of the server's, or what the browser kept. */
export interface OpeningDraft {
  /** The annotation it changes; null when it becomes a new one. */
  annotation: number | null;
  result: Result[];
  createdAt: string;
}

/** Which piece of work is in front when a task opens; `draft` counts in the drafts of the opening. */
export type Selection =
  | { kind: "draft"; draft: number }
  | { kind: "annotation"; annotation: number }
  | { kind: "prediction"; prediction: number }
  | { kind: "new" };

export interface Opening {
  drafts: OpeningDraft[];
  select: Selection;
}

/** An annotation as it is now in the editor. */
export interface Work {
  /** Names it as long as the task is shown. */
  key: string;
  /** Its number on the server; null before it was submitted. */
  annotation: number | null;
  result: Result[];
  parentPrediction: number | null;
  parentAnnotation: number | null;
}

export interface Shown {
  /** The key of each draft of the opening; null where its annotation is gone. */
  drafts: (string | null)[];
  /** What is wrong with the label config, in the editor's words. */
  configErrors: string[];
}

export interface Drawn {
  task: number;
  /** The region, and those that belong to it. */
  result: Result[];
}

export interface MediaFailure {
  /** As it stands in the task's data, or where the editor went with it. */
  url: string;
  /** The editor reads its bytes, which the storage must allow by CORS; other pictures and sounds are only shown. */
  read: boolean;
}

/** What asking for a medium again found out. `status` is null where the browser may not tell. */
export type MediaProbe =
  | { kind: "loads" }
  | { kind: "status"; status: number; detail: string | null }
  | { kind: "no-cors" }
  | { kind: "unreachable" }
  | { kind: "blocked" };

export interface EditorEvents {
  /** Something was drawn, chosen or written, in this very moment. */
  changed(key: string): void;
  selected(key: string | null): void;
  submit(work: Work): void;
  update(work: Work): void;
  skip(work: Work): void;
  unskip(work: Work): void;
  /** The person confirmed; the editor shows it no more. */
  removed(work: { key: string; annotation: number | null }): void;
  mediaFailed(failure: MediaFailure): void;
  /** "?" was pressed where nothing is written. */
  help(): void;
  /** A smart tool drew this in that task: what a model makes of it; nothing where none does. Never rejects. */
  suggest(drawn: Drawn): Promise<Result[]>;
  /** The editor itself failed, with its own words. */
  failed(message: string): void;
}

export interface EditorHandle {
  show(task: EditorTask, opening: Opening): Shown;
  /** That work as it is now, or the one in front; null if there is none. Encoded quickly, as drafts are. */
  work(key?: string): Work | null;
  /** Keys go to the editor from now on. */
  focus(): void;
  probe(url: string): Promise<MediaProbe>;
  destroy(): void;
}

export interface EditorPort {
  /** Resolves when the editor can show a task; rejects with a sentence. One editor at a time. */
  open(options: OpenOptions, events: EditorEvents): Promise<EditorHandle>;
}

declare global {
  interface Window {
    millraceEditor?: EditorPort;
  }
}

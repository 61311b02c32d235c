// Saves one piece of work as a draft, by itself, until the server has it: the newest version wins, one request at a
// time, and what failed for want of a server is sent again.
import { ApiError, sentenceOf } from "@/api/errors";
import type { Result } from "../../editor/port";
import type { Draft } from "./rest";
import { causeOf, isTemporary, pauses, type WaitCause } from "./waiting";
import { sameResult } from "./work";

export type SavedState =
  /** Nothing was changed since it was opened; `at`: when the server got it, if it did. */
  | { kind: "unchanged"; at: string | null }
  /** Changed a moment ago. */
  | { kind: "changed" }
  | { kind: "saving" }
  | { kind: "saved"; at: string }
  /** No answer, or signed out; kept in the browser if `kept`, and sent again by itself. */
  | { kind: "waiting"; cause: WaitCause; kept: boolean }
  /** The server says no, with its sentence. */
  | { kind: "refused"; message: string; kept: boolean }
  /** Somebody, perhaps in another tab, changed the same draft. */
  | { kind: "conflict"; message: string; kept: boolean };

/** Whether leaving now would lose nothing. */
export const isSafe = ({ kind }: SavedState): boolean => kind === "unchanged" || kind === "saved";

export interface DraftStore {
  create(result: Result[], leadTime: number): Promise<Draft>;
  update(draft: Draft, result: Result[], leadTime: number, force: boolean): Promise<Draft>;
  /** What of the same annotation is on the server now. */
  find(): Promise<Draft[]>;
  /** Into the browser; false if it does not fit. */
  keep(result: Result[]): boolean;
  forget(): void;
}

export interface DraftSource {
  /** The work as it is now; null when the editor has it no more. */
  take(): Result[] | null;
  leadTime(): number;
}

/** A moment after the last change, but not longer than that after the first. */
export const QUIET = 700;
export const LATEST = 3_000;

export class DraftSaver {
  draft: Draft | null;
  state: SavedState;
  private readonly source: DraftSource;
  private readonly store: DraftStore;
  private readonly tell: () => void;
  /** What the server has, as JSON. */
  private acknowledged: string | null;
  /** The newest version taken from the editor. */
  private newest: Result[] | null = null;
  /** Sent without an answer: the server may have it. */
  private unanswered: Result[][] = [];
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private firstChange = 0;
  private pause = pauses();
  private sending: Promise<void> | null = null;
  private closed = false;

  /**
   * `initial`: the work as it was opened; `draft`: where the server has it, if it is unfinished; `savedAt`: when the
   * server got it, if it did.
   */
  constructor(
    source: DraftSource,
    store: DraftStore,
    draft: Draft | null,
    initial: Result[] | null,
    savedAt: string | null,
    tell: () => void,
  ) {
    this.source = source;
    this.store = store;
    this.draft = draft;
    this.tell = tell;
    this.acknowledged = JSON.stringify(initial ?? []);
    this.state = { kind: "unchanged", at: savedAt };
  }

  /** Something was changed in this moment. */
  changed(): void {
    if (this.closed) return;
    if (this.state.kind === "unchanged" || this.state.kind === "saved") this.set({ kind: "changed" });
    const now = Date.now();
    if (this.firstChange === 0) this.firstChange = now;
    // A conflict waits for a decision; what is done meanwhile is kept with it.
    if (this.state.kind === "conflict") this.keepNow();
    else this.schedule(Math.max(0, Math.min(QUIET, this.firstChange + LATEST - now)));
  }

  /** The work of another time stands in the editor and is not on the server. */
  restored(result: Result[]): void {
    this.newest = result;
    this.acknowledged = null;
    this.set({ kind: "changed" });
    this.schedule(0);
  }

  /** Takes the work out of the editor and into the browser, at once. For a page that is being left. */
  keepNow(): void {
    if (this.closed || isSafe(this.state)) return;
    this.take();
    if (this.newest !== null) this.store.keep(this.newest);
  }

  /** Sends what is not on the server; resolves when that is settled one way or the other. */
  async flush(): Promise<void> {
    clearTimeout(this.quiet);
    this.take();
    await this.send();
  }

  /** Tries again what waits. */
  retry(): void {
    if (this.state.kind === "waiting" || this.state.kind === "refused") void this.flush();
  }

  /** After a conflict: what stands here goes over the other. */
  async overwrite(): Promise<void> {
    this.take();
    await this.send(true);
  }

  /** No more requests; waits for the one under way, so that its draft is known. */
  async close(): Promise<void> {
    clearTimeout(this.quiet);
    this.closed = true;
    await this.sending;
  }

  private schedule(pause: number): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => void this.flush(), pause);
  }

  private set(state: SavedState): void {
    this.state = state;
    this.tell();
  }

  private take(): void {
    this.firstChange = 0;
    const now = this.source.take();
    if (now !== null) this.newest = now;
  }

  private async send(force = false): Promise<void> {
    if (this.sending !== null) await this.sending;
    if (this.closed || this.newest === null) return;
    if (!force && JSON.stringify(this.newest) === this.acknowledged) {
      this.store.forget();
      if (!isSafe(this.state)) this.set(this.settled());
      return;
    }
    this.sending = this.put(this.newest, force).finally(() => {
      this.sending = null;
    });
    await this.sending;
  }

  private settled(): SavedState {
    return this.draft === null
      ? { kind: "unchanged", at: null }
      : { kind: "saved", at: this.draft.updatedAt };
  }

  private async put(result: Result[], force: boolean): Promise<void> {
    const kept = this.store.keep(result);
    this.set({ kind: "saving" });
    try {
      if (this.unanswered.length > 0) await this.recognize();
      const leadTime = this.source.leadTime();
      this.draft =
        this.draft === null
          ? await this.store.create(result, leadTime)
          : await this.store.update(this.draft, result, leadTime, force);
      this.acknowledged = JSON.stringify(result);
      this.pause = pauses();
      // What was drawn meanwhile is not on the server.
      const newer = this.firstChange !== 0 || this.newest !== result;
      if (!newer) this.store.forget();
      this.set(newer ? { kind: "changed" } : { kind: "saved", at: new Date().toISOString() });
    } catch (error) {
      if (error instanceof ApiError && error.status !== 401 && error.temporary) this.unanswered.push(result);
      this.failed(error, kept);
    }
  }

  /** A draft that was made or changed by a request whose answer was lost is ours, no conflict and no second one. */
  private async recognize(): Promise<void> {
    const drafts = await this.store.find();
    const ours = drafts.find(({ result }) => this.unanswered.some((sent) => sameResult(sent, result)));
    if (ours !== undefined && (this.draft === null || this.draft.id === ours.id)) this.draft = ours;
    this.unanswered = [];
  }

  private failed(error: unknown, kept: boolean): void {
    if (error instanceof ApiError && error.status === 404 && this.draft !== null) {
      // Deleted meanwhile; the work is not.
      this.draft = null;
      this.set({ kind: "changed" });
      this.schedule(0);
    } else if (isTemporary(error)) {
      this.set({ kind: "waiting", cause: causeOf(error), kept });
      this.schedule(this.pause.next().value);
    } else {
      const kind = error instanceof ApiError && error.status === 409 ? "conflict" : "refused";
      this.set({ kind, message: sentenceOf(error), kept });
    }
  }
}

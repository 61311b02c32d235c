// Work that the server has not acknowledged, kept in this browser, so that a crash or a reload loses none.
import type { Result } from "../../editor/port";

export interface KeptWork {
  project: number;
  task: number;
  /** The annotation it changes; null when it becomes a new one. */
  annotation: number | null;
  result: Result[];
  /** When it was last worked on, ISO 8601. */
  at: string;
}

/** Browsers give some 5 million characters per origin; the rest is for others. */
const MOST_CHARACTERS = 3_500_000;
const PREFIX = "millrace.work.";

/** How many regions, choices and relations there are in it. */
export const sizeOf = (work: KeptWork): number => work.result.length;

function read(text: string | null): KeptWork | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { project, task, annotation, result, at } = value as Partial<KeptWork>;
    if (typeof project !== "number" || typeof task !== "number" || !Array.isArray(result)) return null;
    return { project, task, annotation: annotation ?? null, result, at: typeof at === "string" ? at : "" };
  } catch {
    return null;
  }
}

/** The kept work of one account. */
export class WorkKeeper {
  private readonly prefix: string;
  private readonly storage: Storage;

  constructor(account: number, storage: Storage = window.localStorage) {
    this.prefix = `${PREFIX}${account}.`;
    this.storage = storage;
  }

  private key(task: number, annotation: number | null): string {
    return `${this.prefix}${task}.${annotation ?? "new"}`;
  }

  private keys(): string[] {
    const keys: string[] = [];
    for (let index = 0; index < this.storage.length; index++) {
      const key = this.storage.key(index);
      if (key?.startsWith(PREFIX)) keys.push(key);
    }
    return keys;
  }

  /** False: it does not fit, and only this page holds it. Older work is never dropped for newer. */
  keep(work: KeptWork): boolean {
    const key = this.key(work.task, work.annotation);
    const text = JSON.stringify(work);
    const others = this.keys().filter((each) => each !== key);
    const used = others.reduce((sum, each) => sum + (this.storage.getItem(each)?.length ?? 0), 0);
    if (used + text.length > MOST_CHARACTERS) return false;
    try {
      this.storage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  forget(task: number, annotation: number | null): void {
    try {
      this.storage.removeItem(this.key(task, annotation));
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  /** Oldest first. */
  all(project: number): KeptWork[] {
    try {
      return this.keys()
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => read(this.storage.getItem(key)))
        .filter((work): work is KeptWork => work?.project === project)
        .sort((a, b) => a.at.localeCompare(b.at));
    } catch {
      return [];
    }
  }

  of(project: number, task: number): KeptWork[] {
    return this.all(project).filter((work) => work.task === task);
  }
}

// What the labeling page's address holds: one task, or which ones are labeled one after the other.
import type { QueueChoice } from "./rest";

export interface QueueAddress {
  /** Only this one. */
  task?: number;
  /** The tab where the tasks were chosen, to go back to. */
  tab?: number;
  /** Filters and order, as the server takes them. */
  choice?: Record<string, unknown>;
  search?: string;
}

const number = (value: unknown): number | undefined =>
  Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;
const text = (value: unknown): string | undefined =>
  (typeof value === "string" || typeof value === "number") && String(value) !== ""
    ? String(value)
    : undefined;
const isChoice = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export const readQueueAddress = (raw: Record<string, unknown>): QueueAddress => ({
  task: number(raw.task),
  tab: number(raw.tab),
  choice: isChoice(raw.choice) ? raw.choice : undefined,
  search: text(raw.search),
});

/** What the server is asked for the next task with; undefined: all tasks, as the project's sampling says. */
export function queueChoice({ choice, search }: QueueAddress): QueueChoice | undefined {
  if (choice === undefined && search === undefined) return undefined;
  return { ...(choice && { query: JSON.stringify(choice) }), ...(search && { search }) };
}

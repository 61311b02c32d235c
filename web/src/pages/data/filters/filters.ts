// Filters of tasks, as the server takes them and as views keep them.
import type { Schemas } from "@/api/client";
import { isRecord } from "../given";

export interface Filter {
  /** "total_annotations", "data.text" */
  column: string;
  /** The server's name: "greater_or_equal" */
  operator: string;
  /** The kind of the value in the server's words: "Number" */
  type: string;
  value: unknown;
  /** Narrows the same line further; other clients make them. */
  child?: Filter;
}

export interface Filters {
  /** One of them is enough. */
  any: boolean;
  items: readonly Filter[];
}

export const NO_FILTERS: Filters = { any: false, items: [] };

const PREFIX = "filter:tasks:";

export type SentFilters = Schemas["Filters"];

function readFilter(given: unknown, level = 0): Filter[] {
  if (!isRecord(given)) return [];
  const { filter, operator, type, value } = given;
  if (typeof filter !== "string" || typeof operator !== "string" || typeof type !== "string") return [];
  const [child] = level === 0 ? readFilter(given.child_filter, 1) : [];
  const column = filter.replace(PREFIX, "").replace(/^-/, "");
  return [{ column, operator, type, value, ...(child && { child }) }];
}

/** Undefined for what are no filters. */
export function readFilters(given: unknown): Filters | undefined {
  if (!isRecord(given) || !Array.isArray(given.items)) return undefined;
  return {
    any: given.conjunction === "or",
    items: given.items.flatMap((item) => readFilter(item)),
  };
}

const sent = ({ column, operator, type, value }: Filter) => ({
  filter: PREFIX + column,
  operator,
  type,
  value,
});

export const sentFilters = ({ any, items }: Filters): SentFilters => ({
  conjunction: any ? "or" : "and",
  items: items.map((item) => ({ ...sent(item), ...(item.child && { child_filter: sent(item.child) }) })),
});

/** Where a refusal of the server belongs: the places of the filters it names; none if it is about something else. */
export function placesOfTrouble({ items }: Filters, sentence: string): number[] {
  const named = [...items.keys()].filter((place) => {
    const item = items[place];
    return item && [item.column, item.child?.column].some((column) => sentence.includes(`"${column}"`));
  });
  const patterns = named.filter((place) => items[place]?.operator === "regex");
  return /regular expression/i.test(sentence) && patterns.length > 0 ? patterns : named;
}

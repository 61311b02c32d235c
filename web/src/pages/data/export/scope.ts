// Which tasks go out: all of the project, those of the open tab, or some chosen ones.
import { plural } from "@/ui/format";
import type { Selection } from "../selection";
import { MOST_IDS } from "./exportTasks";

export interface ShownTab {
  /** Undefined for the tab that nobody has changed yet: it shows all tasks. */
  id: number | undefined;
  title: string;
  /** The page shows other tasks than the saved tab: by a search, or by changes in its address. */
  otherwise: boolean;
}

export type ScopeName = "all" | "tab" | "selected";
export interface Scope {
  value: ScopeName;
  label: string;
}

const ALL: Scope = { value: "all", label: "All tasks of the project" };

const ofTab = ({ id, title }: ShownTab): Scope[] =>
  id === undefined ? [] : [{ value: "tab", label: `Tasks of the tab “${title}”` }];

/** Those of a snapshot, which is made of single tasks by the tab alone. */
export const snapshotScopes = (tab: ShownTab): Scope[] => [ALL, ...ofTab(tab)];

export function downloadScopes(tab: ShownTab, { all, ids }: Selection): Scope[] {
  const few = !all && ids.size > 0 && ids.size <= MOST_IDS;
  return [
    ...snapshotScopes(tab),
    ...(few ? [{ value: "selected", label: `The ${plural(ids.size, "selected task")}` } as const] : []),
  ];
}

/** What people may not expect of a choice; undefined where it is clear. */
export const scopeNote = (scope: ScopeName, { otherwise }: ShownTab): string | undefined =>
  scope === "tab" && otherwise
    ? "The tab as it is saved, without the search and the changes that this page shows."
    : undefined;

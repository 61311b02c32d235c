// What the list of projects shows and in which order: the words of its address and of the request.
import type { Schemas } from "@/api/client";
import { plural } from "@/ui/format";

export const ORDERS = [
  { value: "", label: "Pinned first, then newest" },
  { value: "title", label: "Title" },
  { value: "-task_number", label: "Most tasks" },
  { value: "-total_annotations_number", label: "Most annotations" },
  { value: "created_at", label: "Oldest first" },
] as const;

/** What a link to the list brings back. */
export interface ProjectListSearch {
  /** A part of the title. */
  q?: string;
  order?: string;
  archived?: boolean;
}

/** The address' parameters as far as they mean something; others are dropped. */
export function readSearch(raw: Record<string, unknown>): ProjectListSearch {
  const search: ProjectListSearch = {};
  // A number in the address ("?q=2024") comes as one.
  if (typeof raw.q === "string" || typeof raw.q === "number") search.q = String(raw.q);
  if (ORDERS.some(({ value }) => value !== "" && value === raw.order)) search.order = String(raw.order);
  if (raw.archived === true) search.archived = true;
  return search;
}

export const PAGE_SIZE = 48;

/** Only what a card shows, so that 1,000 projects with large configs stay small. */
const MEMBERS = [
  "id",
  "title",
  "description",
  "color",
  "created_at",
  "pinned_at",
  "is_archived",
  "task_number",
  "finished_task_number",
  "total_annotations_number",
  "annotators",
  "storages",
].join(",");

export function listQuery({ q, order, archived }: ProjectListSearch, page: number) {
  return {
    page: String(page),
    page_size: PAGE_SIZE,
    archived: archived ?? false,
    include: MEMBERS,
    ...(q ? { title: q } : {}),
    ...(order ? { ordering: order } : {}),
  };
}

/** What a card shows of a project. */
export interface CardProject {
  id: number;
  name: string;
  description: string;
  color?: string;
  createdAt?: string;
  pinned: boolean;
  archived: boolean;
  tasks: number;
  done: number;
  annotations: number;
  people: Schemas["Person"][];
  storages?: StorageState;
}

/** What is to be said of a project's storages. */
export interface StorageState {
  kind: "failed" | "syncing";
  words: string;
}

/** The most pressing first; nothing where all is quiet. */
export function storageState(tally: Schemas["Project"]["storages"]): StorageState | undefined {
  if (tally === undefined) return undefined;
  const { count, failed, syncing } = tally;
  if (failed > 0)
    return {
      kind: "failed",
      words: count === 1 ? "The storage failed" : `${failed} of ${plural(count, "storage")} failed`,
    };
  return syncing > 0 ? { kind: "syncing", words: "Syncing" } : undefined;
}

export function cardOf(project: Schemas["Project"]): CardProject {
  const id = project.id ?? 0;
  return {
    id,
    name: project.title || `Project ${id}`,
    description: project.description ?? "",
    color: edgeColor(project.color),
    createdAt: project.created_at,
    pinned: Boolean(project.pinned_at),
    archived: project.is_archived ?? false,
    tasks: project.task_number ?? 0,
    done: project.finished_task_number ?? 0,
    annotations: project.total_annotations_number ?? 0,
    people: project.annotators ?? [],
    storages: storageState(project.storages),
  };
}

/** The next page after these, if there is one. */
export function pageAfter(last: Schemas["ProjectPage"], page: number): number | undefined {
  return page * PAGE_SIZE < last.count ? page + 1 : undefined;
}

/** The done share in percent; 100 only when everything is done, 0 only when nothing is. */
export function percentDone(done: number, total: number): number {
  if (total <= 0 || done <= 0) return 0;
  if (done >= total) return 100;
  return Math.min(99, Math.max(1, Math.round((done / total) * 100)));
}

/** The colour of a project's edge; white, which every new project has, means none. */
function edgeColor(color: string | undefined): string | undefined {
  return color !== undefined && /^#[0-9a-f]{6}$/i.test(color) && !/^#ffffff$/i.test(color)
    ? color
    : undefined;
}

// How the address shows a tab otherwise than it is saved.
import type { Changes, DataAddress } from "./address";
import { type Filters, readFilters, sentFilters } from "./filters/filters";
import type { Look } from "./views/look";

/** What of a look the address changes. */
export function changesOf({ view, perRow, ordering, filters, columns }: Changes): Partial<Look> {
  const read: Filters | undefined = readFilters(filters);
  return {
    ...(view && { grid: view === "grid" }),
    ...(perRow && { perRow }),
    ...(ordering && { ordering: ordering === "id" ? "" : ordering }),
    ...(read && { filters: read }),
    ...(columns && { columns }),
  };
}

/** The address of such changes. */
export const addressOf = ({ grid, perRow, ordering, filters, columns }: Partial<Look>): Changes => ({
  ...(grid !== undefined && { view: grid ? "grid" : "table" }),
  ...(perRow !== undefined && { perRow }),
  ...(ordering !== undefined && { ordering: ordering || "id" }),
  ...(filters && { filters: sentFilters(filters) }),
  ...(columns && { columns }),
});

/** An address without changes of these members of a look. */
export function without(address: DataAddress, changed: Partial<Look>): DataAddress {
  const gone = addressOf(changed);
  const entries = Object.entries(address).filter(([name]) => !(name in gone));
  return Object.fromEntries(entries);
}

export const NO_CHANGES: Changes = {
  view: undefined,
  perRow: undefined,
  ordering: undefined,
  filters: undefined,
  columns: undefined,
};

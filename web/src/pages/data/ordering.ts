// The order of the table by a column, as the server names it: "-created_at"; "" is by id.

export type Direction = "ascending" | "descending" | "none";

/** How `ordering` orders by this column. */
export function directionOf(ordering: string, column: string): Direction {
  if ((ordering || "id") === column) return "ascending";
  return ordering === `-${column}` ? "descending" : "none";
}

/** The order after a click on a column's title: ascending, descending, then again by id. */
export function nextOrdering(ordering: string, column: string): string {
  const direction = directionOf(ordering, column);
  if (direction === "ascending") return `-${column}`;
  return direction === "descending" || column === "id" ? "" : column;
}

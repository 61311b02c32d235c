// The columns to choose from when a filter is made.
import { type Column, dataColumn, type Group } from "../columns";

const GROUPS: readonly Group[] = ["Task", "Data", "Annotations", "Predictions", "Storage"];

export interface ChoiceGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** In groups; with what was typed as one more key of the data, which may lie deeper than those the server lists. */
export function columnChoices(columns: readonly Column[], typed: string): ChoiceGroup[] {
  const usable = columns.filter((column) => column.kind !== undefined);
  const choices = GROUPS.map((group) => ({
    group: group as string,
    items: usable
      .filter((column) => column.group === group)
      .map(({ id, title }) => ({ value: id, label: title })),
  }));
  const key = typed.trim().replace(/^data\./, "");
  const known = usable.some(({ id, title }) => title === typed.trim() || id === dataColumn(key).id);
  if (key !== "" && !known) {
    choices.push({ group: "Deeper data", items: [{ value: dataColumn(key).id, label: `data.${key}` }] });
  }
  return choices.filter(({ items }) => items.length > 0);
}

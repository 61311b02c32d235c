// Whose predictions a project shows.
import { plural } from "./format";

export interface ModelVersions {
  /** Titles of ML backends. */
  live: string[];
  /** Versions of the predictions that are there. */
  counted: { name: string; count: number }[];
}

/** To choose from; the chosen one stays in the list when its predictions are gone. */
export function versionChoices(versions: ModelVersions | undefined, chosen: string) {
  const choices = [{ value: "", label: "None" }];
  const add = (value: string, label: string) => {
    if (choices.every((choice) => choice.value !== value)) choices.push({ value, label });
  };
  for (const title of versions?.live ?? []) add(title, `${title} · asked for each task`);
  for (const { name, count } of versions?.counted ?? [])
    add(name, `${name} · ${plural(count, "prediction")}`);
  add(chosen, chosen);
  return choices;
}

// How chosen files are sent: in parts, each of which the server imports wholly or not at all.

export interface Chosen {
  name: string;
  size: number;
}

const MOST_FILES = 100;
const MOST_BYTES = 100 * 1024 * 1024;

/** Groups of files that are sent together, in their order; a file beyond the bound goes alone. */
export function partsOf<T extends Chosen>(files: readonly T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let size = 0;
  for (const file of files) {
    if (part.length > 0 && (part.length >= MOST_FILES || size + file.size > MOST_BYTES)) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(file);
    size += file.size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Files that may hold one task a line, or be one task themselves: a table, a text, a time series. */
export const maybeOneTaskEach = (files: readonly Chosen[]): boolean =>
  files.some(({ name }) => /\.(csv|tsv|txt)$/i.test(name));

/** Adds files that were not chosen yet, by name and size. */
export function withFiles<T extends Chosen>(chosen: readonly T[], more: readonly T[]): T[] {
  const known = new Set(chosen.map(({ name, size }) => `${size} ${name}`));
  return [...chosen, ...more.filter(({ name, size }) => !known.has(`${size} ${name}`))];
}

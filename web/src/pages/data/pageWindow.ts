// Which pages of the server the visible rows need, and which of those read before are still worth keeping.

export const PAGE_SIZE = 100;

/** Pages (from 1) that hold the rows first…last. */
export function pagesOf(first: number, last: number): number[] {
  const pages: number[] = [];
  for (let page = pageOf(first); page <= pageOf(Math.max(first, last)); page++) pages.push(page);
  return pages;
}

export const pageOf = (row: number): number => Math.floor(row / PAGE_SIZE) + 1;

/** The pages looked at most recently; the others are given up. */
export class RecentPages {
  readonly #limit: number;
  #pages = new Set<number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Says that these pages are looked at now; returns those to forget. */
  look(pages: readonly number[]): number[] {
    for (const page of pages) {
      this.#pages.delete(page);
      this.#pages.add(page);
    }
    const forgotten: number[] = [];
    for (const page of this.#pages) {
      if (this.#pages.size <= this.#limit || pages.includes(page)) break;
      this.#pages.delete(page);
      forgotten.push(page);
    }
    return forgotten;
  }
}

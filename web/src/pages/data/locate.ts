// Finds the row of a task that a link opened, in a list that is ordered by id.
import { PAGE_SIZE } from "./pageWindow";

/**
 * Halves the list until the task's page is found; undefined if the list does not hold it.
 */
export async function rowOfId(
  id: number,
  total: number,
  descending: boolean,
  idsOfPage: (page: number) => Promise<number[]>,
): Promise<number | undefined> {
  let first = 1;
  let last = Math.ceil(total / PAGE_SIZE);
  while (first <= last) {
    const page = Math.floor((first + last) / 2);
    const ids = await idsOfPage(page);
    const place = ids.indexOf(id);
    if (place >= 0) return (page - 1) * PAGE_SIZE + place;
    const least = Math.min(...ids);
    const most = Math.max(...ids);
    // Between two neighbours of one page, or a page that vanished meanwhile.
    if (ids.length === 0 || (id > least && id < most)) return undefined;
    if (id < least !== descending) last = page - 1;
    else first = page + 1;
  }
  return undefined;
}

import { expect, test } from "vitest";
import { columnsOf, fillRoom } from "./columns";

const columns = columnsOf(["image", "text"], false).filter((column) => !column.hidden);
const taken = columns.reduce((sum, { width }) => sum + width, 0);
const widthsOf = (chosen: Record<string, number>, room: number) =>
  Object.fromEntries(fillRoom(columns, chosen, room).map(({ id, width }) => [id, width]));

test("columns of data share what the others leave", () => {
  const widths = widthsOf({}, taken + 101);
  expect(widths["data.image"]).toBe(290);
  expect(widths["data.text"]).toBe(290);
  expect(widths.id).toBe(90);
});

test("a width that somebody chose stays, and counts", () => {
  const widths = widthsOf({ "data.image": 140 }, taken);
  expect(widths["data.text"]).toBe(340);
  expect(widths["data.image"]).toBe(240); // what it has when the choice is taken back
});

test("a narrow window takes nothing away", () => {
  expect(widthsOf({}, 300)).toEqual(widthsOf({}, taken));
});

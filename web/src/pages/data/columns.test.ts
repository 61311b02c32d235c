import { expect, test } from "vitest";
import { columnsOf, dataKeyOf, fillRoom } from "./columns";
import { servedColumns } from "./columns.fixture";

const columns = columnsOf(servedColumns(["image", "text"]), false).filter((column) => !column.hidden);
const shown = columns.filter((column) => !column.onlyFilters);
const taken = shown.reduce((sum, { width }) => sum + width, 0);
const widthsOf = (chosen: Record<string, number>, room: number) =>
  Object.fromEntries(fillRoom(shown, chosen, room).map(({ id, width }) => [id, width]));

test("data columns stand between the picture and what Millrace counts", () => {
  const ids = columnsOf(servedColumns(["a", "b"]), true).map((column) => column.id);
  expect(ids.slice(0, 5)).toEqual(["id", "picture", "data.a", "data.b", "total_annotations"]);
  expect(ids).not.toContain("data");
  expect(dataKeyOf("data.a.b")).toBe("a.b");
  expect(dataKeyOf("id")).toBeUndefined();
});

test("what the server knows of a column is taken over", () => {
  const all = columnsOf(servedColumns(["a"]), true);
  const versions = all.find(({ id }) => id === "predictions_model_versions");
  expect(versions).toMatchObject({ kind: "version", type: "List", choices: ["v1", "v2"] });
  expect(all.find(({ id }) => id === "brand_new")).toMatchObject({
    title: "Brand new",
    kind: "time",
    onlyFilters: true,
  });
  expect(all.find(({ id }) => id === "data.a")).toMatchObject({ kind: "data", type: "Unknown" });
});

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

import { expect, test } from "vitest";
import { columnsOf } from "../columns";
import { servedColumns } from "../columns.fixture";
import { columnChoices } from "./columnChoices";
import { draftOf, fieldTime, filterOf, NEW_DRAFT, withColumn, withOperator } from "./filterDraft";
import { type Filter, placesOfTrouble, readFilters, sentFilters } from "./filters";
import { columnOf, filterWords } from "./filterWords";

const columns = columnsOf(servedColumns(["text", "height"]), false);
const people = new Map([[7, { first_name: "Ann", last_name: "", email: "ann@example.com" }]]);
const filter = (column: string, operator: string, value: unknown, type = "String"): Filter => ({
  column,
  operator,
  type,
  value,
});
const words = (...given: Parameters<typeof filter>) => filterWords(filter(...given), columns, people);
const column = (id: string) => columnOf(columns, id);

/** What the fields make of such a filter. */
function again(given: Filter) {
  return filterOf(draftOf(column(given.column), given), given);
}

test("filters are read as Label Studio's clients write them, and sent so", () => {
  const sent = {
    conjunction: "or" as const,
    items: [
      {
        filter: "filter:tasks:total_annotations",
        operator: "greater",
        type: "Number",
        value: 1,
        child_filter: { filter: "filter:tasks:annotators", operator: "contains", type: "List", value: 7 },
      },
      { filter: "filter:tasks:data.text", operator: "contains", type: "String", value: "cat" },
    ],
  };
  const read = readFilters(sent);
  expect(read?.any).toBe(true);
  expect(read?.items[0]?.child?.column).toBe("annotators");
  expect(read && sentFilters(read)).toEqual(sent);
  expect(readFilters({ conjunction: "and", items: [5, { filter: 1 }] })?.items).toEqual([]);
  expect(readFilters("x")).toBeUndefined();
});

test("a filter is said in words", () => {
  expect(words("total_annotations", "greater_or_equal", 2, "Number")).toBe("Annotations ≥ 2");
  expect(words("id", "in", { min: 1, max: 12_000 }, "Number")).toBe("ID between 1 and 12,000");
  expect(words("data.text", "contains", "cat")).toBe("text contains cat");
  expect(words("data.height", "greater", 5, "Number")).toBe("height > 5");
  expect(words("data.deep.er", "empty", false)).toBe("deep.er is not empty");
  expect(words("annotators", "contains", 7, "List")).toBe("Annotated by is Ann");
  expect(words("annotators", "not_contains", 8, "List")).toBe("Annotated by is not Account 8");
  expect(words("annotators", "empty", "True", "List")).toBe("Annotated by is nobody");
  expect(words("draft_exists", "equal", false, "Boolean")).toBe("Draft is not there");
  expect(words("predictions_model_versions", "contains", ["v1", "v2"], "List")).toBe(
    "Model versions contains v1, v2",
  );
  expect(words("completed_at", "less", "2026-01-31T12:00:00Z", "Datetime")).toMatch(
    /^Completed before .*2026/,
  );
  expect(words("data.text", "contains", "x".repeat(500)).length).toBeLessThan(80);
});

test("what only other clients can make is shown all the same", () => {
  expect(words("who_knows", "greater_than", { a: 1 })).toBe('who_knows greater than {"a":1}');
  const narrowed = {
    ...filter("id", "less", 5, "Number"),
    child: filter("annotators", "contains", 7, "List"),
  };
  expect(filterWords(narrowed, columns, people)).toBe("ID < 5, Annotated by is Ann");
  expect(again(narrowed)).toEqual({ filter: narrowed });
});

test("every kind of filter comes out of the fields as it went in", () => {
  for (const given of [
    filter("id", "equal", 5, "Number"),
    filter("id", "in_list", [1, 2, 5], "Number"),
    filter("id", "not_in", { min: -1, max: 2.5 }, "Number"),
    filter("id", "empty", true, "Number"),
    filter("data.text", "regex", "^a.*b$"),
    filter("data.text", "in_list", ["a", "b c"]),
    filter("data.text", "empty", false),
    filter("data.height", "less_or_equal", 5, "Number"),
    filter(
      "data.height",
      "in",
      { min: "2026-01-31T12:00:00.000Z", max: "2026-02-01T00:30:00.000Z" },
      "Datetime",
    ),
    filter("updated_at", "greater", "2026-01-31T12:00:00.000Z", "Datetime"),
    filter("annotators", "contains", 7, "List"),
    filter("predictions_model_versions", "not_contains", ["v1"], "List"),
    filter("draft_exists", "equal", true, "Boolean"),
    filter("annotations_ids", "contains", "1, 2", "String"),
  ]) {
    const type = given.column === "data.text" ? "String" : given.type;
    expect(again(given)).toEqual({ filter: { ...given, type } });
  }
});

test("what is missing is said", () => {
  const draft = (id: string, operator: string, first: string, last = "") => {
    const made = filterOf({ ...withOperator(withColumn(column(id)), operator), first, last });
    return "fault" in made ? made.fault : undefined;
  };
  expect(filterOf(NEW_DRAFT)).toEqual({ fault: "Choose a column." });
  expect(draft("id", "equal", "")).toBe("Enter a number.");
  expect(draft("id", "equal", "five")).toBe("Enter a number.");
  expect(draft("id", "in", "5", "2")).toMatch(/exchange/);
  expect(draft("id", "in_list", "1, x")).toMatch(/“x” is no number/);
  expect(draft("updated_at", "less", "")).toBe("Enter a date and a time.");
  expect(draft("annotators", "contains", "")).toBe("Choose somebody.");
  expect(draft("data.text", "String contains", "")).toBe("Enter a text.");
  expect(draft("id", "equal", "5")).toBeUndefined();
});

test("another column or operator keeps only what fits it", () => {
  const ids = { ...withColumn(column("id")), first: "5" };
  expect(withOperator(ids, "less").first).toBe("5");
  expect(withOperator(ids, "in").first).toBe("");
  expect(withColumn(column("draft_exists")).first).toBe("true");
  expect(withColumn(undefined)).toEqual(NEW_DRAFT);
});

test("times are those of the clock of whoever looks", () => {
  const time = new Date(2026, 0, 31, 9, 5);
  expect(fieldTime(time.toISOString())).toBe("2026-01-31T09:05");
  expect(fieldTime("soon")).toBe("");
});

test("a refusal is found at the filters it names", () => {
  const filters = {
    any: false,
    items: [filter("id", "less", 5), filter("data.text", "contains", "a"), filter("data.text", "regex", "(")],
  };
  expect(placesOfTrouble(filters, 'The filter on "data.text" needs a text.')).toEqual([1, 2]);
  expect(
    placesOfTrouble(filters, 'The filter on "data.text" has a regular expression that cannot be read.'),
  ).toEqual([2]);
  expect(placesOfTrouble(filters, "There are more than 100 filters.")).toEqual([]);
});

test("columns are offered in groups, and what was typed as a deeper key", () => {
  const groups = columnChoices(columns, "");
  expect(groups.map(({ group }) => group)).toEqual(["Task", "Data", "Annotations", "Predictions", "Storage"]);
  expect(groups.flatMap(({ items }) => items).some(({ value }) => value === "picture")).toBe(false);
  expect(columnChoices(columns, "meta.size").at(-1)).toEqual({
    group: "Deeper data",
    items: [{ value: "data.meta.size", label: "data.meta.size" }],
  });
  expect(columnChoices(columns, "Annotations").at(-1)?.group).toBe("Storage");
});

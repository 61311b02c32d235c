import { expect, test } from "vitest";
import { queueChoice, readQueueAddress } from "./queueAddress";

test("what was chosen goes to the server as it stands in the address", () => {
  const choice = { ordering: ["-tasks:data.n"], filters: { conjunction: "and", items: [] } };
  const read = readQueueAddress({ tab: "3", choice, search: "river" });
  expect(read.tab).toBe(3);
  const query = queueChoice(read);
  expect(query?.search).toBe("river");
  expect(JSON.parse(query?.query ?? "")).toEqual(choice);
  expect(queueChoice(readQueueAddress({ search: 77 }))).toEqual({ search: "77" });
});

test("without a choice the queue is the project's", () => {
  expect(queueChoice(readQueueAddress({}))).toBeUndefined();
  expect(queueChoice(readQueueAddress({ tab: 3, choice: {}, search: "" }))).toBeUndefined();
});

test("what nobody can understand is left out", () => {
  const nothing = { task: undefined, tab: undefined, choice: undefined, search: undefined };
  expect(readQueueAddress({ task: "x", choice: 5, tab: -1, search: {} })).toEqual(nothing);
  expect(readQueueAddress({ choice: ["a"] })).toEqual(nothing);
  expect(readQueueAddress({ task: "7" }).task).toBe(7);
});

import { describe, expect, it } from "vitest";
import {
  cardOf,
  listQuery,
  PAGE_SIZE,
  pageAfter,
  percentDone,
  readSearch,
  storageState,
} from "./projectList";

describe("the address of the list", () => {
  it("keeps what means something and drops the rest", () => {
    expect(readSearch({ q: "cats", order: "title", archived: true, page: 7 })).toEqual({
      q: "cats",
      order: "title",
      archived: true,
    });
    expect(readSearch({ q: 2024, order: "; drop", archived: "yes" })).toEqual({ q: "2024" });
  });

  it("asks the server for the same", () => {
    const { include, ...query } = listQuery({ q: "cats", order: "title" }, 2);
    expect(query).toEqual({
      page: "2",
      page_size: PAGE_SIZE,
      archived: false,
      title: "cats",
      ordering: "title",
    });
    expect(include).not.toContain("label_config");
  });
});

it("ends at the last page", () => {
  const page = { count: PAGE_SIZE + 1, next: null, previous: null, results: [] };
  expect(pageAfter(page, 1)).toBe(2);
  expect(pageAfter(page, 2)).toBeUndefined();
  expect(pageAfter({ ...page, count: PAGE_SIZE }, 1)).toBeUndefined();
});

it("says 100 % only when all is done, and 0 % only when nothing is", () => {
  expect(percentDone(0, 0)).toBe(0);
  expect(percentDone(1, 100_000)).toBe(1);
  expect(percentDone(99_999, 100_000)).toBe(99);
  expect(percentDone(100, 100)).toBe(100);
  expect(percentDone(1, 2)).toBe(50);
});

it("makes a card of what the server leaves out, too", () => {
  expect(cardOf({ id: 7, title: "" })).toMatchObject({
    id: 7,
    name: "Project 7",
    tasks: 0,
    people: [],
    pinned: false,
  });
  expect(cardOf({ id: 7, title: "Cats", pinned_at: "2026-01-01T00:00:00Z" })).toMatchObject({
    name: "Cats",
    pinned: true,
  });
});

it("takes a colour only as the server writes it", () => {
  expect(cardOf({ color: "#617ADA" }).color).toBe("#617ADA");
  expect(cardOf({ color: "#FFFFFF" }).color).toBeUndefined();
  expect(cardOf({ color: "red;background:url(x)" }).color).toBeUndefined();
});

it("says of storages what needs a look", () => {
  expect(storageState(undefined)).toBeUndefined();
  expect(storageState({ count: 2, syncing: 0, failed: 0 })).toBeUndefined();
  expect(storageState({ count: 2, syncing: 1, failed: 0 })).toEqual({ kind: "syncing", words: "Syncing" });
  expect(storageState({ count: 1, syncing: 0, failed: 1 })?.words).toBe("The storage failed");
  expect(storageState({ count: 3, syncing: 1, failed: 2 })).toEqual({
    kind: "failed",
    words: "2 of 3 storages failed",
  });
});

import { expect, test } from "vitest";
import type { Format } from "./formats";
import {
  bodyOf,
  type Conversion,
  conversionsOf,
  downloadAddress,
  NEW_SNAPSHOT,
  type Snapshot,
  stateOf,
  targetsOf,
  tasksOf,
  troubleOf,
  unfinished,
} from "./snapshots";

const conversion = (
  id: number,
  export_type: Conversion["export_type"],
  status: Conversion["status"],
): Conversion => ({
  id,
  export_type,
  status,
  traceback: null,
});
const snapshot = (part: Partial<Snapshot>): Snapshot => ({
  id: 1,
  title: "Sea",
  created_by: null,
  created_at: "2026-01-02T00:00:00Z",
  finished_at: null,
  status: "completed",
  md5: "",
  counters: { task_number: 1_203 },
  converted_formats: [],
  error: null,
  ...part,
});
const format = (name: Format["name"], disabled = false): Format => ({
  name,
  title: name,
  description: "",
  link: "",
  disabled,
});

test("a snapshot holds everything unless something else is asked for", () => {
  expect(bodyOf(NEW_SNAPSHOT)).toEqual({
    task_filter_options: { finished: null, annotated: null, skipped: null, only_with_annotations: false },
    serialization_options: {
      predictions: { only_id: false },
      drafts: { only_id: false },
      interpolate_key_frames: false,
    },
  });
});

test("what is chosen is sent in the server's words", () => {
  const body = bodyOf({
    ...NEW_SNAPSHOT,
    title: " Sea ",
    view: 7,
    finished: "only",
    skipped: "exclude",
    kinds: ["ground_truth"],
    onlyWithAnnotations: true,
    parts: ["people"],
    frames: true,
  });
  expect(body).toEqual({
    title: "Sea",
    task_filter_options: {
      view: 7,
      finished: "only",
      annotated: null,
      skipped: "exclude",
      only_with_annotations: true,
    },
    annotation_filter_options: { usual: false, ground_truth: true, skipped: false },
    serialization_options: { annotations__completed_by: { only_id: false }, interpolate_key_frames: true },
  });
});

// The server takes no kind at all for no filter.
test("no kind of annotations is a mistake", () => {
  expect(troubleOf({ ...NEW_SNAPSHOT, kinds: [] })).toBe("Choose at least one kind of annotations.");
  expect(troubleOf(NEW_SNAPSHOT)).toBeUndefined();
});

test("a snapshot says how it stands", () => {
  expect(stateOf("completed")).toEqual({ word: "ready", color: "teal" });
  expect(tasksOf(snapshot({}))).toBe("1,203 tasks");
  expect(tasksOf(snapshot({ status: "in_progress" }))).toBe("1,203 tasks so far");
  expect(tasksOf(snapshot({ status: "failed" }))).toBe("");
  expect(unfinished(snapshot({ status: "created" }))).toBe(true);
  expect(unfinished(snapshot({ converted_formats: [conversion(1, "CSV", "in_progress")] }))).toBe(true);
  expect(unfinished(snapshot({ converted_formats: [conversion(1, "CSV", "failed")] }))).toBe(false);
});

test("of a format that was tried again the last try counts", () => {
  const tried = snapshot({
    converted_formats: [
      conversion(3, "CSV", "completed"),
      conversion(2, "TSV", "failed"),
      conversion(1, "CSV", "failed"),
    ],
  });
  expect(conversionsOf(tried).map(({ id }) => id)).toEqual([2, 3]);
  const formats = [format("JSON"), format("CSV"), format("TSV"), format("VOC", true)];
  expect(targetsOf(tried, formats).map(({ name }) => name)).toEqual(["TSV"]);
});

test("each format has an address", () => {
  expect(downloadAddress(3, 7, "YOLO")).toBe("/api/projects/3/exports/7/download?exportType=YOLO");
});

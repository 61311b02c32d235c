import { expect, test } from "vitest";
import { type ExportChoice, exportAddress } from "./exportTasks";

const CHOICE: ExportChoice = {
  projectId: 3,
  format: "JSON_MIN",
  unlabeled: false,
  files: false,
  frames: false,
  ids: [],
};

test("the address holds what was chosen", () => {
  expect(exportAddress(CHOICE)).toBe("/api/projects/3/export?exportType=JSON_MIN");
  expect(exportAddress({ ...CHOICE, format: "CSV", unlabeled: true, frames: true, ids: [1, 2] })).toBe(
    "/api/projects/3/export?exportType=CSV&download_all_tasks=true&interpolate_key_frames=true&ids%5B%5D=1%2C2",
  );
  expect(exportAddress({ ...CHOICE, format: "TSV", view: 7 })).toBe(
    "/api/projects/3/export?exportType=TSV&view=7",
  );
});

test("files are asked for, or left out, only where the format leaves that open", () => {
  expect(exportAddress({ ...CHOICE, format: "VOC", files: true })).toMatch(/&download_resources=true$/);
  expect(exportAddress({ ...CHOICE, format: "VOC" })).toMatch(/&download_resources=false$/);
  expect(exportAddress({ ...CHOICE, format: "COCO", files: true })).not.toContain("download_resources");
});

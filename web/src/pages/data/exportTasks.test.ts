import { expect, test } from "vitest";
import { exportAddress } from "./exportTasks";

test("the address holds what was chosen", () => {
  expect(exportAddress({ projectId: 3, format: "JSON_MIN", unlabeled: false, ids: [] })).toBe(
    "/api/projects/3/export?exportType=JSON_MIN",
  );
  expect(exportAddress({ projectId: 3, format: "CSV", unlabeled: true, ids: [1, 2] })).toBe(
    "/api/projects/3/export?exportType=CSV&download_all_tasks=true&ids%5B%5D=1%2C2",
  );
});

import { expect, test } from "vitest";
import { annotationOf, annotationSchema } from "./annotation";

test("a project without settings has the server's defaults", () => {
  const settings = annotationOf({});
  expect(settings).toMatchObject({
    maximum_annotations: 1,
    overlap_cohort_percentage: 100,
    show_skip_button: true,
  });
  expect(annotationSchema.safeParse(settings).success).toBe(true);
  expect(annotationOf({ skip_queue: "IGNORE_SKIPPED" }).skip_queue).toBe("IGNORE_SKIPPED");
});

test("numbers have their bounds", () => {
  const fits = (part: object) => annotationSchema.safeParse({ ...annotationOf({}), ...part }).success;
  expect(fits({ maximum_annotations: 0 })).toBe(false);
  expect(fits({ maximum_annotations: 1.5 })).toBe(false);
  expect(fits({ maximum_annotations: "" })).toBe(false);
  expect(fits({ maximum_annotations: 3, overlap_cohort_percentage: 0 })).toBe(true);
  expect(fits({ overlap_cohort_percentage: 101 })).toBe(false);
});

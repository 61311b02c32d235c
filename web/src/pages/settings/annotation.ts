// How tasks are labeled: what people read first, who labels how much, which predictions they see.
import type { Schemas } from "@/api/client";
import { z } from "@/ui/form/zod";

export const annotationSchema = z.object({
  expert_instruction: z.string(),
  show_instruction: z.boolean(),
  maximum_annotations: z
    .number("Write a whole number, 1 or more.")
    .check(
      z.int("Write a whole number, 1 or more."),
      z.minimum(1, "At least one person labels a task."),
      z.maximum(1000, "At most 1,000 people can label one task."),
    ),
  overlap_cohort_percentage: z
    .number("Write a share from 0 to 100.")
    .check(
      z.int("Write a whole number of percent."),
      z.minimum(0, "Write a share from 0 to 100."),
      z.maximum(100, "Write a share from 0 to 100."),
    ),
  show_overlap_first: z.boolean(),
  show_skip_button: z.boolean(),
  skip_queue: z.enum(["REQUEUE_FOR_ME", "REQUEUE_FOR_OTHERS", "IGNORE_SKIPPED"]),
  enable_empty_annotation: z.boolean(),
  show_collab_predictions: z.boolean(),
  model_version: z.string(),
});

export type AnnotationSettings = z.infer<typeof annotationSchema>;

export const SKIP_QUEUES = [
  { value: "REQUEUE_FOR_OTHERS", label: "Somebody else gets it" },
  { value: "REQUEUE_FOR_ME", label: "It comes back to the same person later" },
  { value: "IGNORE_SKIPPED", label: "It counts as done" },
] as const satisfies readonly { value: AnnotationSettings["skip_queue"]; label: string }[];

export function annotationOf(project: Schemas["Project"]): AnnotationSettings {
  return {
    expert_instruction: project.expert_instruction ?? "",
    show_instruction: project.show_instruction ?? false,
    maximum_annotations: project.maximum_annotations ?? 1,
    overlap_cohort_percentage: project.overlap_cohort_percentage ?? 100,
    show_overlap_first: project.show_overlap_first ?? false,
    show_skip_button: project.show_skip_button ?? true,
    skip_queue: SKIP_QUEUES.find(({ value }) => value === project.skip_queue)?.value ?? "REQUEUE_FOR_OTHERS",
    enable_empty_annotation: project.enable_empty_annotation ?? true,
    show_collab_predictions: project.show_collab_predictions ?? true,
    model_version: project.model_version ?? "",
  };
}

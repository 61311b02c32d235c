// What a new project still needs until labels arrive in a bucket.
import type { Schemas } from "@/api/client";

export type StepName = "labels" | "data" | "annotate" | "target";

export interface Step {
  name: StepName;
  label: string;
  done: boolean;
}

/** The steps in their order. `data` is done by a storage as well as by a file. */
export function nextSteps(project: Schemas["Project"], storages: readonly { role: string }[]): Step[] {
  const has = (role: string) => storages.some((storage) => storage.role === role);
  return [
    { name: "labels", label: "Choose labels", done: project.config_has_control_tags ?? false },
    {
      name: "data",
      label: "Connect a storage or import files",
      done: (project.task_number ?? 0) > 0 || has("source"),
    },
    { name: "annotate", label: "Label the first task", done: (project.total_annotations_number ?? 0) > 0 },
    { name: "target", label: "Connect a target for the annotations", done: has("target") },
  ];
}

/** Whoever made a project is led through it, until all is done or he has seen enough. */
export function leads(
  steps: readonly Step[],
  project: Schemas["Project"],
  me: { id: number } | undefined,
  dismissed: boolean,
): boolean {
  return (
    !dismissed && me !== undefined && project.created_by?.id === me.id && steps.some((step) => !step.done)
  );
}

// What the general settings of a project are, and what they mean.
import type { Schemas } from "@/api/client";
import { projectTitle } from "@/ui/form/projectTitle";
import { z } from "@/ui/form/zod";

export const generalSchema = z.object({
  title: projectTitle,
  description: z.string(),
  color: z
    .string()
    .check(z.regex(/^#[0-9a-f]{6}$/i, "Write the colour as #RRGGBB, or choose one of those offered.")),
  sampling: z.enum(["Sequential sampling", "Uniform sampling", "Uncertainty sampling"]),
});

export type General = z.infer<typeof generalSchema>;

export const SAMPLINGS = [
  {
    value: "Sequential sampling",
    label: "In order",
    about: "Tasks come as they stand in the table: by their ids.",
  },
  { value: "Uniform sampling", label: "At random", about: "Each next task is drawn by chance." },
  {
    value: "Uncertainty sampling",
    label: "Uncertain first",
    about: "Tasks whose prediction has the lowest score come first; those without one come last.",
  },
] as const satisfies readonly { value: General["sampling"]; label: string; about: string }[];

/** White is Label Studio's word for "no colour". */
export const NO_COLOUR = "#FFFFFF";

export const COLOURS = [
  NO_COLOUR,
  "#2459C7",
  "#0B7285",
  "#2B8A3E",
  "#B8860B",
  "#D9480F",
  "#C2255C",
  "#862E9C",
  "#495057",
];

export function generalOf(project: Schemas["Project"]): General {
  const sampling = SAMPLINGS.find(({ value }) => value === project.sampling);
  return {
    title: project.title ?? "",
    description: project.description ?? "",
    color: project.color || NO_COLOUR,
    sampling: sampling?.value ?? "Sequential sampling",
  };
}

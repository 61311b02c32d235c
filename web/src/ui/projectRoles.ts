// What somebody can be in one project, whatever the role of the account.
import type { Schemas } from "@/api/client";

export type ProjectRole = Schemas["ProjectMember"]["project_role"];

export const PROJECT_ROLES: readonly { value: ProjectRole; label: string; about: string }[] = [
  { value: "annotator", label: "Annotator", about: "Labels the project." },
  {
    value: "manager",
    label: "Manager",
    about: "Also changes the project: its settings, storages, members, and what others labeled.",
  },
];

/** The role that a choice of a list names. */
export const projectRole = (value: string | null): ProjectRole =>
  PROJECT_ROLES.find((role) => role.value === value)?.value ?? "annotator";

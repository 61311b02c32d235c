// What an invitation says.
import type { Schemas } from "@/api/client";
import { z } from "@/ui/form/zod";
import { count, plural } from "@/ui/format";
import { roleLabel } from "./people";

export const invitationSchema = z.object({
  role: z.enum(["annotator", "manager", "administrator"]),
  projects: z.array(z.string()),
  project_role: z.enum(["annotator", "manager"]),
  max_uses: z
    .number("Write how many people may use the link.")
    .check(
      z.int("People come whole."),
      z.minimum(1, "At least one person."),
      z.maximum(1000, "At most 1,000 people; make another link for more."),
    ),
  days: z
    .number("Write how many days the link works.")
    .check(z.int("Whole days only."), z.minimum(1, "At least one day."), z.maximum(365, "At most 365 days.")),
});

export type InvitationInput = z.infer<typeof invitationSchema>;

export const NEW_INVITATION: InvitationInput = {
  role: "annotator",
  projects: [],
  project_role: "annotator",
  max_uses: 1,
  days: 7,
};

/** "Annotator · 3 of 10 used" */
export function invitationInWords(
  invitation: Pick<Schemas["Invitation"], "role" | "uses" | "max_uses" | "project_role">,
): string {
  const used =
    invitation.max_uses === 1
      ? "for one person"
      : `${count(invitation.uses)} of ${plural(invitation.max_uses, "person", "people")} came`;
  const there = invitation.project_role === "manager" ? " · manager of its projects" : "";
  return `${roleLabel(invitation.role)} · ${used}${there}`;
}

import { count, plural } from "@/ui/format";
import type { Job } from "@/ui/job/useJob";

/** What a verification came to. */
export function compared({ state, counts, differences }: Job): string {
  if (state === "failed" || state === "stopped") return "The target could not be compared to its end.";
  if (counts.listed === 0 && counts.missing === 0) {
    return "Nothing is written there yet, so there is nothing to compare.";
  }
  const looked = plural(counts.listed, "object");
  if (counts.missing === 0 && counts.differs === 0 && differences.length === 0) {
    return `${looked} compared: all are as they were written.`;
  }
  return `${looked} compared: ${count(counts.missing)} missing, ${count(counts.differs)} different.`;
}

/** How many objects a verification found missing or different; the first of them are listed. */
export const differing = ({ counts }: Job): number => counts.missing + counts.differs;

/** What to say of differences that the server counted and did not list. */
export function unlisted(listed: number, whole: number): string | null {
  if (whole <= listed) return null;
  return `The first ${count(listed)} of ${count(whole)} are listed. Repair mends all of them; verify again afterwards to see what is left.`;
}

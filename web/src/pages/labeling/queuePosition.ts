import type { Schemas } from "@/api/client";
import type { SessionState } from "@/labeling/state";

/** "3 of 12": the open task among those that this account labeled or may label. */
export function queuePosition(
  { queue_total, queue_done }: Schemas["Project"],
  { phase, canGoForward }: Pick<SessionState, "phase" | "canGoForward">,
): { at: number; of: number } | undefined {
  if (queue_total === undefined || queue_done === undefined) return undefined;
  // Of a task that was labeled before, the place is not known.
  if (phase !== "labeling" || canGoForward || queue_total === 0) return undefined;
  return { at: Math.min(queue_done + 1, queue_total), of: queue_total };
}

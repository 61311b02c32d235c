// What is worth asking again, why it waits, and how long.
import { ApiError } from "@/api/errors";

export type WaitCause = "unreachable" | "signed-out" | "busy";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** Nobody needs to change anything about the request for it to work later. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof ApiError && (error.temporary || error.status === 401);

export function causeOf(error: unknown): WaitCause {
  if (error instanceof ApiError && error.status === 401) return "signed-out";
  return error instanceof ApiError && error.unreachable ? "unreachable" : "busy";
}

/** 1 s, 2 s, 4 s, … 15 s, without end. */
export function* pauses(): Generator<number, never> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) yield pause;
}

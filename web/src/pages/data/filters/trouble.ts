import { ApiError } from "@/api/errors";

/** Why the server does not take the filters of a list; undefined if something else is wrong, or nothing. */
export function filtersTrouble(error: unknown): string | undefined {
  return error instanceof ApiError ? error.fields.filters?.join(" ") : undefined;
}

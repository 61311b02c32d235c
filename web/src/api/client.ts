// The REST client. Types come from the server's own description (`npm run types`).
//   const project = await ok(api.GET("/api/projects/{id}", { params: { path: { id } } }));
import createClient from "openapi-fetch";
import { reportConnection, watchRequest } from "./connection";
import { ApiError, errorOf } from "./errors";
import type { components, paths } from "./schema";

/** The named shapes of the API: Schemas["Project"]. */
export type Schemas = components["schemas"];

// A POST may take its time: it waits for a sync, or for a file to arrive.
const isPrompt = ({ method }: Request) => method === "GET" || method === "PATCH" || method === "PUT";

async function reach(request: Request): Promise<Response> {
  let response: Response;
  const settled = isPrompt(request) ? watchRequest() : undefined;
  try {
    response = await fetch(request);
  } catch (error) {
    // An aborted request says nothing about the server.
    if (request.signal.aborted) throw error;
    reportConnection("unreachable");
    throw new ApiError(
      0,
      `The server at ${window.location.origin} does not answer. Nothing here is lost: try again when it is back.`,
    );
  } finally {
    settled?.();
  }
  reportConnection(response.status === 401 ? "signed-out" : "ok");
  return response;
}

export const api = createClient<paths>({ fetch: reach, credentials: "same-origin" });

/** The body of a good answer; every other outcome is thrown as an ApiError. */
export async function ok<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T> extends never ? undefined : T> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorOf(response.status, error);
  return data as NonNullable<T> extends never ? undefined : T;
}

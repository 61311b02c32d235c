// Every refusal of the server and every failure to reach it, as one type with a sentence to show.

/** `validation_errors` of the server: what is wrong, by member of the body. */
export type FieldErrors = Record<string, string[]>;

export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly fields: FieldErrors;

  constructor(status: number, message: string, fields: FieldErrors = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.fields = fields;
  }

  /** No answer came: the server is down or the network is. */
  get unreachable(): boolean {
    return this.status === 0;
  }

  /** Trying again later may help without anybody changing anything. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

interface ErrorBody {
  detail?: unknown;
  validation_errors?: unknown;
}

function fieldErrors(value: unknown): FieldErrors {
  const found: FieldErrors = {};
  if (typeof value !== "object" || value === null) return found;
  for (const [name, messages] of Object.entries(value)) {
    found[name] = (Array.isArray(messages) ? messages : [messages]).map(String);
  }
  return found;
}

/** The error of an answer that is not 2xx. `body` is what it held: parsed JSON, text or nothing. */
export function errorOf(status: number, body: unknown): ApiError {
  const { detail, validation_errors } = (typeof body === "object" && body !== null ? body : {}) as ErrorBody;
  const fields = fieldErrors(validation_errors);
  const named = Object.entries(fields).map(([name, messages]) =>
    name === "non_field_errors" ? messages.join(" ") : `${name}: ${messages.join(" ")}`,
  );
  // Label Studio's paths say only "Validation error" and put the sentences beside it.
  const sentence = typeof detail === "string" && detail !== "Validation error" ? detail : named.join(" ");
  return new ApiError(status, sentence || fallback(status), fields);
}

function fallback(status: number): string {
  if (status === 401) return "You are signed out. Sign in again.";
  if (status === 403) return "Your account may not do this. Ask an administrator for the right.";
  if (status === 404) return "It is not there (any more). Go back and reload the page.";
  if (status === 413) return "This is more than the server takes at once. Send it in parts.";
  if (status >= 500) return `The server could not answer (${status}). Try again; its log says why.`;
  return `The server refused this (${status}).`;
}

/** What to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

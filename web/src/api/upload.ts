// Sends a form with files. XMLHttpRequest, because fetch does not tell how much was sent.
import { reportConnection } from "./connection";
import { ApiError, errorOf } from "./errors";

export interface Sent {
  bytes: number;
  /** Of the whole body. */
  total: number;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The body of a good answer; every other outcome is thrown as an ApiError, an abort as an AbortError. */
export function postForm<T>(
  path: string,
  form: FormData,
  { onSent, signal }: { onSent?: (sent: Sent) => void; signal?: AbortSignal } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.upload.addEventListener("progress", (event) =>
      onSent?.({ bytes: event.loaded, total: event.total }),
    );
    request.addEventListener("load", () => {
      reportConnection(request.status === 401 ? "signed-out" : "ok");
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(errorOf(request.status, body));
    });
    request.addEventListener("error", () => {
      // A server that refuses a long body may close the connection before all of it was sent.
      reject(
        new ApiError(
          0,
          `The connection to ${window.location.origin} broke while sending. Nothing of this part was imported; try again.`,
        ),
      );
    });
    request.addEventListener("abort", () => reject(new DOMException("Cancelled.", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

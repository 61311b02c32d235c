// What a personal access token says about itself. The server lists tokens without their signature: the payload is
// there to read, the token is of no use to anybody.

export interface TokenFacts {
  /** As listed; what revoking it asks for. */
  text: string;
  madeAt: Date | null;
  endsAt: Date | null;
}

function payloadOf(token: string): Record<string, unknown> {
  const part = token.split(".")[1] ?? "";
  try {
    const value: unknown = JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const time = (seconds: unknown): Date | null =>
  typeof seconds === "number" && Number.isFinite(seconds) ? new Date(seconds * 1000) : null;

export function tokenFacts(text: string): TokenFacts {
  const { iat, exp } = payloadOf(text);
  return { text, madeAt: time(iat), endsAt: time(exp) };
}

/** A token that outlives this is one that does not end. */
const FOR_EVER_YEARS = 50;

export function endsInWords(endsAt: Date | null, now: Date): string {
  if (endsAt === null) return "does not end by itself";
  if (endsAt.getFullYear() - now.getFullYear() > FOR_EVER_YEARS) return "does not end by itself";
  return `ends on ${endsAt.toLocaleDateString(undefined, { dateStyle: "medium" })}`;
}

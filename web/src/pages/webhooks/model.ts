// What a webhook's form holds, and what its card says.
import type { Schemas } from "@/api/client";
import { z } from "@/ui/form/zod";
import { plural } from "@/ui/format";
import type { ActionInfo, Delivery, Webhook } from "./queries";

const MOST_HEADERS = 10;

export const webhookSchema = z.object({
  url: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Write the address that is to be told."),
      z.refine(isWebAddress, "Write a whole address, as https://hooks.example.com/millrace."),
    ),
  scope: z.enum(["project", "all"]),
  headers: z
    .array(
      z.object({
        name: z
          .string()
          .check(
            z.trim(),
            z.minLength(1, "A header needs a name."),
            z.regex(/^[a-zA-Z0-9_-]*$/, "Letters, digits, “-” and “_” only."),
          ),
        value: z.string(),
      }),
    )
    .check(z.maxLength(MOST_HEADERS, `At most ${MOST_HEADERS} headers.`)),
  send_payload: z.boolean(),
  send_for_all_actions: z.boolean(),
  actions: z.array(z.string()),
  is_active: z.boolean(),
});
export type WebhookInput = z.infer<typeof webhookSchema>;

export const NEW_WEBHOOK: WebhookInput = {
  url: "",
  scope: "project",
  headers: [],
  send_payload: true,
  send_for_all_actions: true,
  actions: [],
  is_active: true,
};

function isWebAddress(text: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

export function inputOf(webhook: Webhook): WebhookInput {
  return {
    url: webhook.url,
    scope: webhook.project === null ? "all" : "project",
    headers: Object.entries(webhook.headers).map(([name, value]) => ({ name, value: String(value) })),
    send_payload: webhook.send_payload,
    send_for_all_actions: webhook.send_for_all_actions,
    actions: webhook.actions,
    is_active: webhook.is_active,
  };
}

/** `project` is the one whose page this is. */
export function bodyOf(input: WebhookInput, project: number): Schemas["NewWebhook"] {
  const { scope, headers, ...rest } = input;
  return {
    ...rest,
    project: scope === "all" ? null : project,
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
  };
}

/** The actions that a webhook of this scope can hear of: [name, title]. */
export const actionsFor = (
  info: Readonly<Record<string, ActionInfo>>,
  scope: WebhookInput["scope"],
): [name: string, title: string][] =>
  Object.entries(info)
    .filter(([, action]) => scope === "all" || !action["organization-only"])
    .map(([name, action]) => [name, action.name]);

/** "Every event", "Task created, Sync failed" */
export function toldInWords(
  webhook: Pick<Webhook, "send_for_all_actions" | "actions">,
  info: Readonly<Record<string, ActionInfo>>,
): string {
  if (webhook.send_for_all_actions) return "Every event";
  if (webhook.actions.length === 0) return "No event";
  return webhook.actions.map((name) => info[name]?.name ?? name).join(", ");
}

/** "2 events waiting, 1 failed"; "" where there is nothing to say. */
export function stateInWords({ waiting, failed }: Pick<Webhook, "waiting" | "failed">): string {
  if (waiting > 0 && failed > 0) return `${plural(waiting, "event")} waiting, ${failed} failed`;
  if (waiting > 0) return `${plural(waiting, "event")} waiting`;
  return failed > 0 ? `${plural(failed, "event")} failed` : "";
}

const STATES: Record<Delivery["state"], string> = {
  waiting: "Waiting",
  delivered: "Delivered",
  failed: "Failed",
};

/** "Delivered", "Waiting", "Failed after 10 tries" */
export function deliveryInWords({ state, tries }: Pick<Delivery, "state" | "tries">): string {
  if (state === "delivered" && tries < 2) return STATES.delivered;
  if (tries === 0) return STATES[state];
  return `${STATES[state]} after ${plural(tries, "try", "tries")}`;
}

/** The button that sends it again; what waits for its first try comes by itself, behind those before it. */
export function againInWords({ state, tries }: Pick<Delivery, "state" | "tries">): string | null {
  if (state !== "waiting") return "Redeliver";
  return tries > 0 ? "Send now" : null;
}

import { expect, test } from "vitest";
import {
  actionsFor,
  againInWords,
  bodyOf,
  deliveryInWords,
  inputOf,
  NEW_WEBHOOK,
  stateInWords,
  toldInWords,
  webhookSchema,
} from "./model";
import type { ActionInfo, Webhook } from "./queries";

const action = (name: string, organizationOnly = false): ActionInfo => ({
  name,
  description: "",
  key: "",
  "organization-only": organizationOnly,
});
const INFO = {
  PROJECT_CREATED: action("Project created", true),
  TASKS_CREATED: action("Task created"),
  SYNC_FAILED: action("Sync failed"),
};

const webhook: Webhook = {
  id: 4,
  organization: 1,
  project: 7,
  url: "https://hooks.example.com/a",
  send_payload: false,
  send_for_all_actions: false,
  headers: { Authorization: "Bearer q" },
  is_active: true,
  actions: ["TASKS_CREATED", "SYNC_FAILED"],
  created_at: "2026-01-02T03:04:05.000000Z",
  updated_at: "2026-01-02T03:04:05.000000Z",
  waiting: 0,
  delivered: 0,
  failed: 0,
};

const faults = (change: Partial<typeof NEW_WEBHOOK>) =>
  webhookSchema
    .safeParse({ ...NEW_WEBHOOK, url: "http://a.b/", ...change })
    .error?.issues.map(({ path }) => path.join("."));

test("a webhook goes through the form unchanged", () => {
  const { url, headers, actions, send_payload, send_for_all_actions, is_active } = webhook;
  expect(bodyOf(inputOf(webhook), 7)).toEqual({
    project: 7,
    url,
    headers,
    actions,
    send_payload,
    send_for_all_actions,
    is_active,
  });
  expect(bodyOf(inputOf({ ...webhook, project: null }), 7).project).toBeNull();
});

test("an address is whole and of the web", () => {
  for (const url of ["https://a.b/c?d=e", "http://receiver:8000", "  http://10.0.0.1/ "])
    expect(faults({ url })).toBeUndefined();
  for (const url of ["", "a.b/c", "ftp://a.b/c", "http://"]) expect(faults({ url })).toContain("url");
});

test("headers have names", () => {
  expect(faults({ headers: [{ name: "X-One", value: "" }] })).toBeUndefined();
  expect(faults({ headers: [{ name: "", value: "x" }] })).toContain("headers.0.name");
  expect(faults({ headers: [{ name: "a b", value: "x" }] })).toContain("headers.0.name");
  expect(faults({ headers: Array(11).fill({ name: "a", value: "" }) })).toContain("headers");
});

test("a project's webhook hears of what happens in it", () => {
  expect(actionsFor(INFO, "project").map(([name]) => name)).toEqual(["TASKS_CREATED", "SYNC_FAILED"]);
  expect(actionsFor(INFO, "all")[0]).toEqual(["PROJECT_CREATED", "Project created"]);
});

test("what a webhook is told", () => {
  expect(toldInWords({ send_for_all_actions: true, actions: [] }, INFO)).toBe("Every event");
  expect(toldInWords({ send_for_all_actions: false, actions: [] }, INFO)).toBe("No event");
  expect(toldInWords(webhook, INFO)).toBe("Task created, Sync failed");
  expect(toldInWords({ send_for_all_actions: false, actions: ["NEW"] }, INFO)).toBe("NEW");
});

test("what is tried first needs no button", () => {
  expect(againInWords({ state: "waiting", tries: 0 })).toBeNull();
  expect(againInWords({ state: "waiting", tries: 1 })).toBe("Send now");
  expect(againInWords({ state: "delivered", tries: 1 })).toBe("Redeliver");
  expect(againInWords({ state: "failed", tries: 10 })).toBe("Redeliver");
});

test("how it is", () => {
  expect(stateInWords({ waiting: 0, failed: 0 })).toBe("");
  expect(stateInWords({ waiting: 1, failed: 0 })).toBe("1 event waiting");
  expect(stateInWords({ waiting: 2, failed: 1 })).toBe("2 events waiting, 1 failed");
  expect(stateInWords({ waiting: 0, failed: 3 })).toBe("3 events failed");
  expect(deliveryInWords({ state: "waiting", tries: 0 })).toBe("Waiting");
  expect(deliveryInWords({ state: "waiting", tries: 1 })).toBe("Waiting after 1 try");
  expect(deliveryInWords({ state: "delivered", tries: 1 })).toBe("Delivered");
  expect(deliveryInWords({ state: "delivered", tries: 2 })).toBe("Delivered after 2 tries");
  expect(deliveryInWords({ state: "failed", tries: 10 })).toBe("Failed after 10 tries");
});

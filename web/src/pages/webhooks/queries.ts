// What the page of webhooks asks for.
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Webhook = Schemas["WebhookDetails"];
export type Delivery = Schemas["WebhookDelivery"];
export type ActionInfo = Schemas["WebhookAction"];

/** How often a list is asked for again while something is under way, in milliseconds. */
export const UNDER_WAY = 3_000;

/** Those that hear of a project: its own, and those of all projects. */
export const webhooksQuery = (project: number) =>
  queryOptions({
    queryKey: ["webhooks", project],
    queryFn: () => ok(api.GET("/api/v1/webhooks", { params: { query: { project } } })),
    refetchInterval: ({ state }) => (state.data?.some(({ waiting }) => waiting > 0) ? UNDER_WAY : false),
  });

/** One of them, with its secret. */
export const webhookQuery = (id: number) =>
  queryOptions({
    queryKey: ["webhook", id],
    queryFn: () => ok(api.GET("/api/v1/webhooks/{id}", { params: { path: { id } } })),
  });

/** What webhooks can be told, by name. */
export const actionsQuery = queryOptions({
  queryKey: ["webhook-actions"],
  queryFn: async (): Promise<Record<string, ActionInfo>> => await ok(api.GET("/api/webhooks/info")),
  staleTime: Number.POSITIVE_INFINITY,
});

// The example that a config is shown with: a template's own, else one that the server makes up, which knows what each
// tag shows.
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { ApiError } from "@/api/errors";
import { templatesQuery } from "./templates";

async function sampleOf(client: QueryClient, config: string, signal: AbortSignal) {
  const { templates } = await client.ensureQueryData(templatesQuery);
  const template = templates.find((one) => one.config === config);
  if (template !== undefined) return template.sample;
  const { sample_task } = await ok(
    api.POST("/api/v1/sample-task", { body: { label_config: config }, signal }),
  );
  return sample_task;
}

const sampleTaskQuery = (client: QueryClient, config: string) =>
  queryOptions({
    queryKey: ["sample-task", config],
    // The config goes along: only the two together may be shown.
    queryFn: async ({ signal }) => ({ config, data: await sampleOf(client, config, signal) }),
    enabled: config.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    retry: (times, error) => error instanceof ApiError && error.temporary && times < 3,
  });

export function useSampleTask(config: string) {
  return useQuery(sampleTaskQuery(useQueryClient(), config));
}

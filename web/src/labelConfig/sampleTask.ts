// A made-up task for a label config, from the server, which knows what each tag shows.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { ApiError } from "@/api/errors";

export const sampleTaskQuery = (config: string) =>
  queryOptions({
    queryKey: ["sample-task", config],
    queryFn: async ({ signal }) => {
      const { sample_task } = await ok(
        api.POST("/api/v1/sample-task", { body: { label_config: config }, signal }),
      );
      // The config goes along: only the two together may be shown.
      return { config, data: sample_task };
    },
    enabled: config.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    retry: (times, error) => error instanceof ApiError && error.temporary && times < 3,
  });

// What the server says about a config while it is written.
import { useDebouncedValue } from "@mantine/hooks";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { ApiError } from "@/api/errors";

/** The sentences of a refusal; anything else that went wrong is thrown on. */
export function sentencesOf(error: unknown): string[] {
  if (!(error instanceof ApiError) || error.status !== 400) throw error;
  const sentences = Object.values(error.fields).flat();
  return sentences.length > 0 ? sentences : [error.message];
}

export interface ConfigFindings {
  /** The config cannot be used. */
  faults: string[];
  /** It can, but annotations or drafts have what it no longer offers. */
  misfits: string[];
}

async function found(call: Promise<unknown>): Promise<string[]> {
  try {
    await call;
    return [];
  } catch (error) {
    return sentencesOf(error);
  }
}

const checkQuery = (config: string, projectId: number | undefined) =>
  queryOptions({
    queryKey: ["config-check", projectId, config],
    queryFn: async ({ signal }): Promise<ConfigFindings> => {
      const body = { label_config: config };
      const faults = await found(ok(api.POST("/api/projects/validate", { body, signal })));
      if (faults.length > 0 || projectId === undefined) return { faults, misfits: [] };
      const params = { path: { id: projectId } };
      const misfits = await found(ok(api.POST("/api/projects/{id}/validate", { params, body, signal })));
      return { faults, misfits };
    },
    enabled: config.trim() !== "",
    gcTime: 60_000,
  });

/** Pause of the typing before the server is asked. */
const PAUSE = 500;
const NOTHING: ConfigFindings = { faults: [], misfits: [] };

/** What is wrong with the config, by the server; with a project also whether it fits what was labeled there. Nothing
 * while it is being found out. */
export function useConfigCheck(config: string, projectId?: number): ConfigFindings {
  const [settled] = useDebouncedValue(config, PAUSE);
  const { data = NOTHING } = useQuery(checkQuery(settled, projectId));
  return settled === config ? data : NOTHING;
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { saveState } from "@/ui/form/saveState";

/** The label config while it is written. One text that only the server can judge: nothing here for a form library. */
export function useSaveConfig(projectId: number, saved: string) {
  const client = useQueryClient();
  // Nothing while it is the server's; what is typed stays when that arrives anew.
  const [written, setWritten] = useState<string>();
  const config = written ?? saved;
  const dirty = config !== saved;
  const save = useMutation({
    mutationFn: (label_config: string) =>
      ok(api.PATCH("/api/projects/{id}", { params: { path: { id: projectId } }, body: { label_config } })),
    onSuccess: (answer, sent) => {
      client.setQueryData(projectQuery(projectId).queryKey, answer);
      setWritten((now) => (now === sent ? undefined : now));
    },
  });
  return {
    config,
    write: setWritten,
    dirty,
    state: saveState({
      saving: save.isPending,
      dirty,
      invalid: false,
      error: save.error,
      savedAt: save.isSuccess ? new Date(save.submittedAt) : null,
    }),
    submit: () => {
      if (dirty && !save.isPending) save.mutate(config);
    },
    discard: () => {
      save.reset();
      setWritten(undefined);
    },
  };
}

import { Button, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { modelVersions, projectQuery } from "@/api/queries";
import { EmptyState } from "@/ui/EmptyState";
import { Loading } from "@/ui/Loading";
import { versionChoices } from "@/ui/modelVersions";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { BackendCard } from "./BackendCard";
import { BackendDialog } from "./BackendDialog";
import { type Backend, backendsChanged, backendsQuery } from "./queries";

const route = getRouteApi("/projects/$projectId");

/** The model servers of a project, and whose predictions people begin with. */
export function MachineLearningPage() {
  const { projectId } = route.useParams();
  const backends = useQuery(backendsQuery(projectId));
  const [dialog, setDialog] = useState<{ backend: Backend | null } | null>(null);
  const connect = (
    <Button size="sm" onClick={() => setDialog({ backend: null })}>
      Connect Model
    </Button>
  );
  return (
    <Page title="Machine Learning" actions={backends.data?.length ? connect : null}>
      <Problem
        error={backends.error}
        title="The models could not be listed"
        onRetry={() => void backends.refetch()}
      />
      {backends.isPending && <Loading what="the models" />}
      {backends.data?.length === 0 && (
        <EmptyState title="No model is connected" action={connect}>
          A model server says what each task may be labeled with: people then correct instead of beginning
          from nothing. It speaks the API of Label Studio's ML backends.
        </EmptyState>
      )}
      {backends.data !== undefined && backends.data.length > 0 && (
        <Stack gap="md">
          <ShownVersion projectId={projectId} />
          {backends.data.map((backend) => (
            <BackendCard key={backend.id} backend={backend} onEdit={() => setDialog({ backend })} />
          ))}
        </Stack>
      )}
      {dialog !== null && (
        <BackendDialog projectId={projectId} backend={dialog.backend} onClose={() => setDialog(null)} />
      )}
    </Page>
  );
}

function ShownVersion({ projectId }: { projectId: number }) {
  const client = useQueryClient();
  const project = useQuery(projectQuery(projectId));
  const versions = useQuery(modelVersions(projectId));
  const choose = useMutation({
    mutationFn: (version: string) =>
      ok(
        api.PATCH("/api/projects/{id}", {
          params: { path: { id: projectId } },
          body: { model_version: version, show_collab_predictions: true },
        }),
      ),
    onSettled: () => backendsChanged(client, projectId),
  });
  const shown = project.data?.show_collab_predictions === false ? "" : (project.data?.model_version ?? "");
  return (
    <Stack gap={4} maw={480}>
      <NativeSelect
        label="Predictions that people begin with"
        data={versionChoices(versions.data, shown)}
        value={choose.isPending ? choose.variables : shown}
        onChange={(event) => choose.mutate(event.currentTarget.value)}
        disabled={project.data === undefined || choose.isPending}
      />
      <Problem error={choose.error ?? versions.error} title="The predictions were not chosen" />
      {shown === "" && project.data !== undefined && (
        <Text size="sm" c="dimmed">
          None are shown: every task begins empty.
        </Text>
      )}
    </Stack>
  );
}

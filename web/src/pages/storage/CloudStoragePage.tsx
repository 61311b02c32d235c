import { Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { storagesQuery } from "@/api/queries";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Notes } from "./Notes";
import { kindsQuery, storagesChanged } from "./queries";
import { pauseOf } from "./refresh";
import { type Opened, StorageDialogs } from "./StorageDialogs";
import { StorageSection } from "./StorageSection";

const route = getRouteApi("/projects/$projectId");

/** Settings > Cloud Storage: where a project's tasks come from and where its annotations go. */
export function CloudStoragePage() {
  const { projectId: project } = route.useParams();
  const client = useQueryClient();
  const kinds = useQuery(kindsQuery);
  const storages = useQuery({
    ...storagesQuery(project),
    refetchInterval: ({ state }) => pauseOf(state.data),
  });
  const [opened, setOpened] = useState<Opened | null>(null);
  const [notes, setNotes] = useState<string[]>([]);

  const failed = kinds.error ?? storages.error;
  if (storages.data === undefined || kinds.data === undefined) {
    return (
      <Page title="Cloud Storage">
        {failed ? (
          <Problem
            error={failed}
            title="The storages could not be loaded"
            onRetry={() => void Promise.all([kinds.refetch(), storages.refetch()])}
          />
        ) : (
          <Loading what="the storages" />
        )}
      </Page>
    );
  }
  return (
    <Page title="Cloud Storage">
      <Stack gap="lg">
        <Problem error={failed} title="What is shown may be old" />
        <Notes sentences={notes} onClose={() => setNotes([])} />
        {(["source", "target"] as const).map((role) => (
          <StorageSection
            key={role}
            role={role}
            storages={storages.data.filter((storage) => storage.role === role)}
            kinds={kinds.data}
            onAdd={() => setOpened({ panel: "add", role })}
            onOpen={(storage, panel) => setOpened({ panel, id: storage.id })}
          />
        ))}
      </Stack>
      {opened && (
        <StorageDialogs
          project={project}
          opened={opened}
          kinds={kinds.data}
          storages={storages.data}
          onClose={() => setOpened(null)}
          onNotes={setNotes}
          onChanged={() => void storagesChanged(client, project)}
        />
      )}
    </Page>
  );
}

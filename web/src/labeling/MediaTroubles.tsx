import { Button, Code, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMayIn } from "@/api/rights";
import { ButtonLink } from "@/ui/links";
import type { MediaFailure } from "../../editor/port";
import { causeOfMedia, fieldOf, nameOf } from "./mediaCause";
import { Choice, Notice } from "./Notice";
import type { LabelingSession } from "./session";
import type { SessionState } from "./state";

interface Props {
  session: LabelingSession;
  state: SessionState;
  projectId: number;
}

/** Files of the task that did not load: which, why as far as a browser can know, and what to do. */
export function MediaTroubles({ session, state, projectId }: Props) {
  const { media, task } = state;
  if (task === null) return null;
  return media
    .slice(0, 3)
    .map((failure) => (
      <MediaTrouble
        key={failure.url}
        failure={failure}
        field={fieldOf(task.data, failure.url)}
        session={session}
        projectId={projectId}
      />
    ));
}

function MediaTrouble({
  failure,
  field,
  session,
  projectId,
}: {
  failure: MediaFailure;
  field: string | null;
  session: LabelingSession;
  projectId: number;
}) {
  const manages = useMayIn(projectId, "storages.change");
  const probe = useQuery({
    queryKey: ["media", failure.url],
    queryFn: () => session.probe(failure.url),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const cause = probe.data && causeOfMedia(probe.data, failure);
  return (
    <Notice
      kind="media"
      title={field === null ? "A file of this task could not be loaded" : `"${field}" could not be loaded`}
    >
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <Code>{nameOf(failure.url)}</Code>
      </Text>
      <Text size="sm">{cause ? `${cause.why} ${cause.todo}` : "Looking for the cause…"}</Text>
      <Group mt={4} gap="xs">
        <Choice onClick={() => void session.reload()}>Try again</Choice>
        <Button
          size="xs"
          variant="default"
          component="a"
          href={failure.url}
          target="_blank"
          rel="noopener noreferrer"
        >
          Open in a new tab
        </Button>
        {cause?.storage && manages && (
          <ButtonLink
            size="xs"
            variant="default"
            to="/projects/$projectId/settings/storage"
            params={{ projectId }}
          >
            Cloud Storage settings
          </ButtonLink>
        )}
      </Group>
    </Notice>
  );
}

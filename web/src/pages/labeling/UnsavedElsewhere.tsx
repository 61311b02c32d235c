import { Alert, Group, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { WorkKeeper } from "@/labeling/kept";
import { TextLink } from "@/ui/links";

/** Other tasks of this project whose work this browser holds and the server does not. */
export function UnsavedElsewhere({
  project,
  account,
  current,
}: {
  project: number;
  account: number;
  current: number | null;
}) {
  const tasks = [...new Set(new WorkKeeper(account).all(project).map(({ task }) => task))].filter(
    (task) => task !== current,
  );
  if (tasks.length === 0) return null;
  return (
    <Alert color="blue" radius={0} py="xs" icon={<IconHistory aria-hidden />} role="status">
      <Group gap="xs">
        <Text size="sm">This browser holds work that was not saved:</Text>
        {tasks.slice(0, 5).map((task) => (
          <TextLink
            key={task}
            to="/projects/$projectId/label"
            params={{ projectId: project }}
            search={{ task }}
            size="sm"
          >
            Open task {task}
          </TextLink>
        ))}
      </Group>
    </Alert>
  );
}

import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";
import { projectQuery } from "@/api/queries";
import { NextSteps } from "@/pages/projects/next/NextSteps";
import { count } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { TextLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";

const route = getRouteApi("/projects/$projectId");

/** The project's name, its progress and its places, above every page of a project. */
export function ProjectFrame() {
  const { projectId } = route.useParams();
  const project = useQuery(projectQuery(projectId));
  if (project.isPending) return <Loading what="the project" />;
  if (project.isError) {
    return (
      <Page title="Project">
        <Problem
          error={project.error}
          title="The project could not be opened"
          onRetry={() => void project.refetch()}
        />
      </Page>
    );
  }
  const { title, finished_task_number, task_number } = project.data;
  return (
    <>
      <Group
        px="md"
        py={6}
        gap="lg"
        component="nav"
        aria-label="Project"
        style={{ borderBottom: "1px solid var(--mantine-color-default-border)" }}
      >
        <Text fw={600} truncate maw={360}>
          {title || `Project ${projectId}`}
        </Text>
        <TextLink to="/projects/$projectId/data" params={{ projectId }} size="sm" c="inherit">
          Tasks
        </TextLink>
        <TextLink to="/projects/$projectId/label" params={{ projectId }} size="sm" c="inherit">
          Label
        </TextLink>
        <TextLink to="/projects/$projectId/settings" params={{ projectId }} size="sm" c="inherit">
          Settings
        </TextLink>
        <Text size="sm" c="dimmed" ml="auto">
          {count(finished_task_number ?? 0)} of {count(task_number ?? 0)} done
        </Text>
      </Group>
      <NextSteps projectId={projectId} project={project.data} />
      <Outlet />
    </>
  );
}

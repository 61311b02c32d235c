import { Avatar, Badge, Card, Group, Progress, Text, Title, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconArchive, IconPin, IconRefresh } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { useMayIn } from "@/api/rights";
import { count, plural } from "@/ui/format";
import { ButtonLink, TextLink } from "@/ui/links";
import { initials, personName } from "@/ui/person";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./ProjectCard.module.css";
import { ProjectMenu } from "./ProjectMenu";
import { type CardProject, percentDone, type StorageState } from "./projectList";

const SHOWN_PEOPLE = 4;

/** One project in the list: what it is, how far it is, who works on it, what to do with it. */
export function ProjectCard({ project }: { project: CardProject }) {
  const { id, name, tasks, done } = project;
  const mayChange = useMayIn(id, "projects.change");
  const params = { projectId: id };
  return (
    <Card
      component="li"
      withBorder
      padding="md"
      className={classes.card}
      style={{ borderInlineStartColor: project.color }}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Title order={2} size="h5" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          <TextLink
            to={mayChange ? "/projects/$projectId/data" : "/projects/$projectId/label"}
            params={params}
            c="inherit"
            fw={600}
          >
            {name}
          </TextLink>
        </Title>
        {mayChange && <ProjectMenu project={project} />}
      </Group>
      <Group gap={6} mt={4}>
        {project.pinned && (
          <Badge variant="light" size="sm" leftSection={<IconPin size={12} aria-hidden />}>
            Pinned
          </Badge>
        )}
        {project.archived && (
          <Badge variant="light" color="gray" size="sm" leftSection={<IconArchive size={12} aria-hidden />}>
            Archived
          </Badge>
        )}
      </Group>
      {project.description && (
        <Text size="sm" c="dimmed" lineClamp={2} mt={4} style={{ overflowWrap: "anywhere" }}>
          {project.description}
        </Text>
      )}
      <div className={classes.foot}>
        <Group justify="space-between" mb={4} wrap="nowrap">
          <Text size="sm">
            {tasks === 0 ? "No tasks yet" : `${count(done)} of ${plural(tasks, "task")} done`}
          </Text>
          {tasks > 0 && <Text size="sm">{percentDone(done, tasks)} %</Text>}
        </Group>
        <Progress value={percentDone(done, tasks)} size="sm" aria-label={`Progress of ${name}`} />
        {mayChange && project.storages && <Storages projectId={id} state={project.storages} />}
        <Group justify="space-between" mt="sm" gap="xs" mih={30}>
          <Text size="xs" c="dimmed">
            {plural(project.annotations, "annotation")}
            {project.createdAt && (
              <>
                {" · made "}
                <RelativeTime at={project.createdAt} />
              </>
            )}
          </Text>
          {mayChange ? (
            <People people={project.people} />
          ) : (
            <ButtonLink
              to="/projects/$projectId/label"
              params={params}
              size="xs"
              aria-label={`Label ${name}`}
              disabled={tasks === 0}
            >
              Label
            </ButtonLink>
          )}
        </Group>
      </div>
    </Card>
  );
}

function Storages({ projectId, state }: { projectId: number; state: StorageState }) {
  const failed = state.kind === "failed";
  const Icon = failed ? IconAlertTriangle : IconRefresh;
  return (
    <Group gap={6} mt="xs" wrap="nowrap">
      <Icon size={16} color={`var(--mantine-color-${failed ? "red" : "blue"}-text)`} aria-hidden />
      <TextLink to="/projects/$projectId/settings/storage" params={{ projectId }} size="sm">
        {state.words}
      </TextLink>
    </Group>
  );
}

function People({ people }: { people: Schemas["Person"][] }) {
  if (people.length === 0) return null;
  const shown = people.slice(0, SHOWN_PEOPLE);
  return (
    <Tooltip label={people.map(personName).join(", ")} multiline maw={320} withinPortal>
      <Avatar.Group spacing={4} role="img" aria-label={`Labeled by ${people.map(personName).join(", ")}`}>
        {shown.map((person) => (
          <Avatar key={person.id} size="sm" radius="xl" aria-hidden>
            {initials(person)}
          </Avatar>
        ))}
        {people.length > SHOWN_PEOPLE && (
          <Avatar size="sm" radius="xl" aria-hidden>
            +{count(people.length - SHOWN_PEOPLE)}
          </Avatar>
        )}
      </Avatar.Group>
    </Tooltip>
  );
}

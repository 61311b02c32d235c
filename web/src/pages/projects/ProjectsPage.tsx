import { Button, Center, Group, NativeSelect, SimpleGrid, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback, useInViewport } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useMay } from "@/api/rights";
import { plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { NoProjects } from "./NoProjects";
import { ProjectCard } from "./ProjectCard";
import { type CardProject, cardOf, ORDERS, type ProjectListSearch } from "./projectList";
import { projectsQuery } from "./projectQueries";

const route = getRouteApi("/projects");

/** All projects that the caller may see, as cards. */
export function ProjectsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayCreate = useMay("projects.create");
  const projects = useInfiniteQuery(projectsQuery(search));
  const change = (part: ProjectListSearch) =>
    void navigate({
      search: (old) => ({
        q: ("q" in part ? part.q : old.q) || undefined,
        order: ("order" in part ? part.order : old.order) || undefined,
        archived: ("archived" in part ? part.archived : old.archived) || undefined,
      }),
      replace: true,
    });

  return (
    <Page
      title="Projects"
      actions={
        mayCreate && (
          <ButtonLink to="/projects/new" leftSection={<IconPlus size={16} aria-hidden />}>
            New project
          </ButtonLink>
        )
      }
    >
      <Group mb="md" gap="sm">
        <TitleSearch value={search.q ?? ""} onChange={(q) => change({ q })} />
        <NativeSelect
          aria-label="Order"
          data={ORDERS}
          value={search.order ?? ""}
          onChange={(event) => change({ order: event.currentTarget.value })}
        />
        <Switch
          label="Archived"
          checked={search.archived ?? false}
          onChange={(event) => change({ archived: event.currentTarget.checked })}
        />
        {projects.data && (
          <Text size="sm" c="dimmed" ml="auto" role="status">
            {plural(projects.data.pages[0]?.count ?? 0, "project")}
          </Text>
        )}
      </Group>
      <Problem
        error={projects.error}
        title="The projects could not be listed"
        onRetry={() => void projects.refetch()}
      />
      {projects.isPending && <Loading what="the projects" />}
      {projects.data && <Cards projects={projects.data.pages.flatMap((page) => page.results.map(cardOf))} />}
      {projects.data?.pages[0]?.count === 0 && (
        <NoProjects search={search} mayCreate={mayCreate} onClear={() => change({ q: "" })} />
      )}
      {projects.hasNextPage && (
        <More busy={projects.isFetchingNextPage} onMore={() => void projects.fetchNextPage()} />
      )}
    </Page>
  );
}

function TitleSearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 250);
  // The address changed without us: back, a link, "Clear the search".
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      type="search"
      aria-label="Search titles"
      placeholder="Search titles"
      leftSection={<IconSearch size={16} aria-hidden />}
      maxLength={50}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

function Cards({ projects }: { projects: CardProject[] }) {
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 1, sm: 2, lg: 3 }}
      spacing="md"
      p={0}
      m={0}
      aria-label="Projects"
    >
      {projects.map((project) => (
        <ProjectCard key={project.id} project={project} />
      ))}
    </SimpleGrid>
  );
}

/** Asks for the next page when it scrolls into view; a button for those who do not scroll. */
function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const { ref, inViewport } = useInViewport();
  // biome-ignore lint/correctness/useExhaustiveDependencies: coming into view is the occasion
  useEffect(() => {
    if (inViewport && !busy) onMore();
  }, [inViewport, busy]);
  return (
    <Center ref={ref} py="lg">
      <Button variant="default" loading={busy} onClick={onMore}>
        Show more
      </Button>
    </Center>
  );
}

import { Button, Fieldset, Group, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api, ok } from "@/api/client";
import { useMay } from "@/api/rights";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { type Draft, projectFields, SOURCES, titleProblem } from "./new/draft";
import { LabelsStep } from "./new/LabelsStep";
import { useDraft } from "./new/useDraft";

/** Title, labels, where the data comes from: on one page, kept until the project is made. */
export function NewProjectPage() {
  const mayCreate = useMay("projects.create");
  const { draft, change, forget } = useDraft();
  const [tried, setTried] = useState(false);
  const title = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (fields: Draft) => ok(api.POST("/api/projects", { body: projectFields(fields) })),
    onSuccess: async ({ id: projectId }, { source }) => {
      if (projectId === undefined) return;
      forget();
      void client.invalidateQueries({ queryKey: ["projects"] });
      const params = { projectId };
      if (source === "storage") return navigate({ to: "/projects/$projectId/settings/storage", params });
      const search = source === "files" ? { dialog: "import" as const } : {};
      return navigate({ to: "/projects/$projectId/data", params, search });
    },
  });
  if (!mayCreate) {
    return (
      <Page title="New project">
        <EmptyState
          title="Only managers and administrators make projects"
          action={<ButtonLink to="/projects">Go to the projects</ButtonLink>}
        />
      </Page>
    );
  }
  const wrongTitle = titleProblem(draft.title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongTitle !== undefined) title.current?.focus();
    else create.mutate(draft);
  };
  return (
    <Page title="New project">
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <Fieldset legend="1. What is it about?">
            <Stack maw={620}>
              <TextInput
                ref={title}
                label="Title"
                required
                autoFocus={draft.title === ""}
                value={draft.title}
                onChange={(event) => change({ title: event.currentTarget.value })}
                error={tried && wrongTitle}
              />
              <Textarea
                label="Description"
                description="What is labeled here, for those who choose a project."
                autosize
                minRows={2}
                maxRows={8}
                value={draft.description}
                onChange={(event) => change({ description: event.currentTarget.value })}
              />
            </Stack>
          </Fieldset>
          <Fieldset legend="2. How is it labeled?" miw={0}>
            <LabelsStep draft={draft} change={change} />
          </Fieldset>
          <Fieldset legend="3. Data">
            <Radio.Group
              label="Where does the data come from?"
              value={draft.source}
              onChange={(source) => change({ source: source as Draft["source"] })}
            >
              <Stack gap="xs" mt="xs">
                {SOURCES.map(({ value, label, about }) => (
                  <Radio key={value} value={value} label={label} description={about} />
                ))}
              </Stack>
            </Radio.Group>
          </Fieldset>
          <Problem error={create.error} title="The project was not made" />
          <Group>
            <Button type="submit" loading={create.isPending}>
              Create project
            </Button>
            <ButtonLink to="/projects" variant="default">
              Cancel
            </ButtonLink>
            <Text size="sm" c="dimmed">
              Everything here can be changed later in the project's settings.
            </Text>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}

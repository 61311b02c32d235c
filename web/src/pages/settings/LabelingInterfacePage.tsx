import { Alert, Button, SimpleGrid, Stack, Tabs } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import * as z from "zod/mini";
import { api, ok } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { ConfigProblems } from "@/labelConfig/ConfigProblems";
import CodeEditor from "@/labelConfig/code/CodeEditor";
import { useConfigCheck } from "@/labelConfig/configCheck";
import { SaveBar } from "@/ui/form/SaveBar";
import { useSaveForm } from "@/ui/form/useSaveForm";
import { Page } from "@/ui/Page";
import classes from "./LabelingInterfacePage.module.css";
import { dataKeysQuery } from "./labeling/dataKeys";
import { LabelGroups } from "./labeling/LabelGroups";
import { PreviewPane } from "./labeling/PreviewPane";
import { TemplateDialog } from "./labeling/TemplateDialog";
import { overtaken } from "./labeling/unsaved";
import { useUnsaved } from "./labeling/useUnsaved";

const route = getRouteApi("/projects/$projectId");

const schema = z.object({ label_config: z.string() });

/** The label config: as code or by its labels, with what it looks like beside. */
export function LabelingInterfacePage() {
  const { projectId } = route.useParams();
  const client = useQueryClient();
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const { data: dataKeys } = useQuery(dataKeysQuery(projectId));
  const saved = project.label_config ?? "";
  const save = useSaveForm({
    schema,
    values: { label_config: saved },
    save: async (changed) => {
      const answer = await ok(
        api.PATCH("/api/projects/{id}", { params: { path: { id: projectId } }, body: changed }),
      );
      client.setQueryData(projectQuery(projectId).queryKey, answer);
    },
  });
  const config = save.form.watch("label_config");
  const write = (text: string) => save.form.setValue("label_config", text, { shouldDirty: true });
  const { unsaved, restored } = useUnsaved(projectId, config, saved, write);
  const findings = useConfigCheck(config, projectId);
  const [choosing, setChoosing] = useState(false);

  return (
    <Page
      title="Labeling Interface"
      wide
      actions={
        <Button
          variant="default"
          leftSection={<IconTemplate size={16} aria-hidden />}
          onClick={() => setChoosing(true)}
        >
          Templates
        </Button>
      }
    >
      <form onSubmit={save.submit} className={classes.form}>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" className={classes.columns}>
          <Stack gap="xs" miw={0}>
            {overtaken(unsaved, saved) && (
              <Alert color="yellow" role="alert" title="Somebody saved another config meanwhile">
                Saving puts yours in its place; <em>Discard changes</em> shows theirs.
              </Alert>
            )}
            {restored && save.state.kind === "dirty" && (
              <Alert color="blue" role="status">
                This is what you wrote before; it is not saved yet.
              </Alert>
            )}
            <Tabs defaultValue="code" keepMounted={false}>
              <Tabs.List mb="xs">
                <Tabs.Tab value="code">Code</Tabs.Tab>
                <Tabs.Tab value="labels">Labels</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="code">
                <CodeEditor
                  label="Label config"
                  value={config}
                  onChange={write}
                  findings={findings}
                  dataKeys={dataKeys}
                />
              </Tabs.Panel>
              <Tabs.Panel value="labels">
                <LabelGroups config={config} onChange={write} />
              </Tabs.Panel>
            </Tabs>
            <ConfigProblems config={config} findings={findings} />
            <SaveBar form={save} />
          </Stack>
          <div className={classes.preview}>
            <PreviewPane projectId={projectId} config={config} />
          </div>
        </SimpleGrid>
      </form>
      <TemplateDialog opened={choosing} onClose={() => setChoosing(false)} onTake={write} />
    </Page>
  );
}

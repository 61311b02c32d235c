import { Alert, Button, SimpleGrid, Stack } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { projectQuery } from "@/api/queries";
import { SaveBar } from "@/ui/form/SaveBar";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import classes from "./LabelingInterfacePage.module.css";
import { PreviewPane } from "./labeling/PreviewPane";
import { TemplateDialog } from "./labeling/TemplateDialog";
import { overtaken } from "./labeling/unsaved";
import { useSaveConfig } from "./labeling/useSaveConfig";
import { useUnsaved } from "./labeling/useUnsaved";

const route = getRouteApi("/projects/$projectId");

// The code editor is large: the rest of the page does not wait for it.
const ConfigTabs = lazy(() => import("./labeling/ConfigTabs"));

/** The label config: as code or by its labels, with what it looks like beside. */
export function LabelingInterfacePage() {
  const { projectId } = route.useParams();
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const saved = project.label_config ?? "";
  const save = useSaveConfig(projectId, saved);
  const { config, write } = save;
  const { unsaved, restored } = useUnsaved(projectId, config, saved, write);
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
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.submit();
        }}
      >
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
            <Suspense fallback={<Loading what="the code editor" />}>
              <ConfigTabs projectId={projectId} config={config} onChange={write} />
            </Suspense>
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

import { Fieldset, NativeSelect, NumberInput, Paper, Stack, Switch, Textarea } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Controller } from "react-hook-form";
import { api, ok } from "@/api/client";
import { modelVersions, projectQuery } from "@/api/queries";
import { SaveBar } from "@/ui/form/SaveBar";
import { type SaveForm, useSaveForm } from "@/ui/form/useSaveForm";
import { versionChoices } from "@/ui/modelVersions";
import { Page } from "@/ui/Page";
import { SafeHtml } from "@/ui/SafeHtml";
import { type AnnotationSettings, annotationOf, annotationSchema, SKIP_QUEUES } from "./annotation";

const route = getRouteApi("/projects/$projectId");

/** Instructions, how many people label a task, skipping, predictions. */
export function AnnotationPage() {
  const { projectId } = route.useParams();
  const client = useQueryClient();
  const path = { id: projectId };
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const versions = useQuery(modelVersions(projectId));
  const save = useSaveForm({
    schema: annotationSchema,
    values: annotationOf(project),
    save: async (body) => {
      const saved = await ok(api.PATCH("/api/projects/{id}", { params: { path }, body }));
      client.setQueryData(projectQuery(projectId).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
  const settings = save.form.watch();
  return (
    <Page title="Annotation settings">
      <form onSubmit={save.submit} noValidate>
        <Stack maw={620}>
          <Fieldset legend="Instructions">
            <Stack>
              <Textarea
                label="Instructions for those who label"
                description="Text, or HTML with simple formatting; scripts in it never run."
                autosize
                minRows={4}
                maxRows={20}
                {...save.field("expert_instruction")}
              />
              {settings.expert_instruction.trim() !== "" && (
                <Paper withBorder p="sm" component="section" aria-label="The instructions as they are shown">
                  <SafeHtml html={settings.expert_instruction} />
                </Paper>
              )}
              <Toggle save={save} name="show_instruction" label="Show them before the first task" />
            </Stack>
          </Fieldset>
          <Fieldset legend="How many people label a task">
            <Stack>
              <Amount
                save={save}
                name="maximum_annotations"
                label="Annotations per task"
                min={1}
                max={1000}
              />
              {settings.maximum_annotations > 1 && (
                <>
                  <Amount
                    save={save}
                    name="overlap_cohort_percentage"
                    label="Share of the tasks that get as many"
                    suffix=" %"
                    min={0}
                    max={100}
                  />
                  <Toggle save={save} name="show_overlap_first" label="Hand these out first" />
                </>
              )}
            </Stack>
          </Fieldset>
          <Fieldset legend="Skipping and empty annotations">
            <Stack>
              <Toggle save={save} name="show_skip_button" label="Allow to skip a task" />
              <NativeSelect
                label="What happens to a skipped task"
                data={SKIP_QUEUES}
                {...save.field("skip_queue")}
              />
              <Toggle
                save={save}
                name="enable_empty_annotation"
                label="Allow to submit a task without any label"
              />
            </Stack>
          </Fieldset>
          <Fieldset legend="Predictions">
            <Stack>
              <Toggle
                save={save}
                name="show_collab_predictions"
                label="Begin each task with its prediction"
              />
              <NativeSelect
                label="Model version"
                description="Whose predictions people begin with."
                data={versionChoices(versions.data, settings.model_version)}
                disabled={!settings.show_collab_predictions}
                {...save.field("model_version")}
              />
            </Stack>
          </Fieldset>
          <SaveBar form={save} />
        </Stack>
      </form>
    </Page>
  );
}

type Of<T> = {
  [K in keyof AnnotationSettings]: AnnotationSettings[K] extends T ? K : never;
}[keyof AnnotationSettings];

interface FieldProps<T> {
  save: SaveForm<AnnotationSettings>;
  name: Of<T>;
  label: string;
}

function Toggle({ save, name, label }: FieldProps<boolean>) {
  return (
    <Controller
      control={save.form.control}
      name={name}
      render={({ field: { value, ...field } }) => <Switch label={label} checked={value} {...field} />}
    />
  );
}

function Amount({
  save,
  name,
  ...shown
}: FieldProps<number> & { min: number; max: number; suffix?: string }) {
  return (
    <Controller
      control={save.form.control}
      name={name}
      render={({ field }) => (
        <NumberInput
          {...shown}
          {...field}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          error={save.errorOf(name)}
          w={240}
        />
      )}
    />
  );
}

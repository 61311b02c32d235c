import { ColorInput, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Controller } from "react-hook-form";
import { api, ok } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { SaveBar } from "@/ui/form/SaveBar";
import { useSaveForm } from "@/ui/form/useSaveForm";
import { Page } from "@/ui/Page";
import { COLOURS, generalOf, generalSchema, SAMPLINGS } from "./general";

const route = getRouteApi("/projects/$projectId");

/** Title, description, colour, and the order in which tasks come. */
export function GeneralPage() {
  const { projectId } = route.useParams();
  const client = useQueryClient();
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const save = useSaveForm({
    schema: generalSchema,
    values: generalOf(project),
    save: async (changed) => {
      const saved = await ok(
        api.PATCH("/api/projects/{id}", { params: { path: { id: projectId } }, body: changed }),
      );
      client.setQueryData(projectQuery(projectId).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
  return (
    <Page title="General settings">
      <form onSubmit={save.submit} noValidate>
        <Stack maw={620}>
          <TextInput label="Title" required {...save.field("title")} />
          <Textarea
            label="Description"
            description="What is labeled here, for those who choose a project."
            autosize
            minRows={3}
            maxRows={12}
            {...save.field("description")}
          />
          <Controller
            control={save.form.control}
            name="color"
            render={({ field, fieldState }) => (
              <ColorInput
                label="Colour"
                description="Marks the project's card; white is none."
                format="hex"
                swatches={COLOURS}
                swatchesPerRow={COLOURS.length}
                maw={280}
                popoverProps={{ withinPortal: true }}
                eyeDropperButtonProps={{ "aria-label": "Pick a colour from the screen" }}
                {...field}
                error={fieldState.error?.message}
              />
            )}
          />
          <Controller
            control={save.form.control}
            name="sampling"
            render={({ field, fieldState }) => (
              <Radio.Group
                label="Order of tasks"
                description="In which order “Label all tasks” hands them out."
                {...field}
                error={fieldState.error?.message}
              >
                <Stack gap="xs" mt="xs">
                  {SAMPLINGS.map(({ value, label, about }) => (
                    <Radio key={value} value={value} label={label} description={about} />
                  ))}
                </Stack>
              </Radio.Group>
            )}
          />
          <SaveBar form={save} />
        </Stack>
      </form>
    </Page>
  );
}

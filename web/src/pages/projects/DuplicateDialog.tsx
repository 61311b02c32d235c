import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { plural } from "@/ui/format";
import { notify } from "@/ui/notices";
import { Problem } from "@/ui/Problem";
import type { CardProject } from "./projectList";
import { useDuplicateProject } from "./projectQueries";

interface Props {
  project: CardProject;
  opened: boolean;
  onClose: () => void;
}

type Mode = NonNullable<Schemas["DuplicateProjectInput"]["mode"]>;

/** Asks for the copy's title and what it takes along. */
export function DuplicateDialog(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={`Duplicate ${props.project.name}`}>
      <DuplicateForm {...props} />
    </Modal>
  );
}

function DuplicateForm({ project, onClose }: Props) {
  const [title, setTitle] = useState(`${project.name.slice(0, 45)} copy`);
  const [mode, setMode] = useState<Mode>("settings");
  const duplicate = useDuplicateProject(project.id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        duplicate.mutate(
          { title, mode },
          {
            onSuccess: () => {
              notify({ message: `${title} is made.` });
              onClose();
            },
          },
        );
      }}
    >
      <Stack>
        <TextInput
          label="Title of the copy"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required
          minLength={3}
          maxLength={50}
          data-autofocus
        />
        <Radio.Group label="Take along" value={mode} onChange={(value) => setMode(value as Mode)}>
          <Stack gap="xs" mt="xs">
            <Radio value="settings" label="The labeling interface and the settings" />
            <Radio
              value="settings,data"
              label={`Also its ${plural(project.tasks, "task")}, without annotations`}
            />
          </Stack>
        </Radio.Group>
        <Problem error={duplicate.error} title="The project was not duplicated" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={duplicate.isPending}>
            Duplicate
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

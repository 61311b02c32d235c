import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/ui/Problem";

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  rename: (title: string) => Promise<unknown>;
}

/** Gives a tab another title. */
export function RenameDialog({ opened, onClose, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Rename the tab" centered>
      {opened && <TitleForm onClose={onClose} {...rest} />}
    </Modal>
  );
}

function TitleForm({ title, onClose, rename }: Omit<Props, "opened">) {
  const [text, setText] = useState(title);
  const mutation = useMutation({ mutationFn: () => rename(text.trim()), onSuccess: onClose });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "" && !mutation.isPending) mutation.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Title"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          maxLength={100}
          autoComplete="off"
          data-autofocus
        />
        <Problem error={mutation.error} title="The tab was not renamed" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={text.trim() === ""} loading={mutation.isPending}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Problem } from "./Problem";

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  /** The words of the button: what is done, not "OK". */
  action: string;
  /** Does it; a throw is shown in the dialog, which stays open. */
  run: () => Promise<unknown>;
  /** Called after `run` went well; the dialog is closed by then. */
  onDone?: () => void;
  /** What must be typed first, where there is no way back. */
  confirm?: string;
  danger?: boolean;
  children: ReactNode;
}

/** Asks before something that is not undone, does it, and says why it failed if it did. */
export function ConfirmDialog({ title, opened, onClose, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      {opened && <Question onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Question({
  onClose,
  action,
  run,
  onDone,
  confirm,
  danger = true,
  children,
}: Omit<Props, "title" | "opened">) {
  const [typed, setTyped] = useState("");
  const mutation = useMutation({
    mutationFn: run,
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  const ready = confirm === undefined || typed.trim() === confirm.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !mutation.isPending) mutation.mutate();
      }}
    >
      <Stack gap="sm">
        {children}
        {confirm !== undefined && (
          <TextInput
            label={`Type “${confirm}” to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <Problem error={mutation.error} title="It was not done" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus={confirm === undefined || undefined}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={danger ? "red" : undefined}
            disabled={!ready}
            loading={mutation.isPending}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

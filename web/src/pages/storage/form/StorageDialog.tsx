import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useRef, useState } from "react";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import type { Storage } from "../queries";
import { KindPicker } from "./KindPicker";
import { type FormValues, fieldsOf, type Kind, type Role, savedValues, startValues } from "./model";
import { type Saved, StorageForm } from "./StorageForm";

interface Props {
  project: number;
  role: Role;
  kinds: readonly Kind[];
  /** The storage to change; without it a new one is added. */
  storage?: Storage;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
}

const titleOf = (role: Role, storage: Storage | undefined): string => {
  if (storage) return `Settings of ${storage.title || storage.uri}`;
  return role === "source" ? "Add Source Storage" : "Add Target Storage";
};

/** *Add Source Storage*, *Add Target Storage*, or a storage's settings. */
export function StorageDialog({ project, role, kinds, storage, onClose, onSaved }: Props) {
  useRestoredFocus();
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  const usable = kinds.filter((kind) => kind.roles.includes(role));
  const [name, setName] = useState(storage?.kind ?? usable[0]?.kind ?? "");
  // What was typed for one kind of storage is there for the others where they ask for the same.
  const typed = useRef<FormValues>({});
  const remember = useCallback((values: FormValues) => void Object.assign(typed.current, values), []);
  const [asking, setAsking] = useState(false);
  const kind = usable.find((other) => other.kind === name);
  if (kind === undefined) return null;

  const close = () => {
    if (Object.keys(typed.current).length > 0) setAsking(true);
    else onClose();
  };
  const fields = fieldsOf(kind, role);
  return (
    <Modal
      opened
      onClose={close}
      title={titleOf(role, storage)}
      size={1120}
      fullScreen={narrow}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        {!storage && <KindPicker kinds={usable} value={name} onChange={setName} />}
        <StorageForm
          key={name}
          project={project}
          role={role}
          kind={kind}
          storage={storage}
          initial={
            storage ? savedValues(fields, storage.params, storage.title) : startValues(fields, typed.current)
          }
          onTyped={remember}
          onClose={close}
          onSaved={onSaved}
          question={asking && <DiscardQuestion onDiscard={onClose} onKeep={() => setAsking(false)} />}
        />
      </Stack>
    </Modal>
  );
}

function DiscardQuestion({ onDiscard, onKeep }: { onDiscard: () => void; onKeep: () => void }) {
  return (
    <Alert color="yellow" role="alert">
      <Group justify="space-between">
        <Text size="sm">What you typed is not saved.</Text>
        <Group gap="xs">
          <Button size="xs" color="red" onClick={onDiscard}>
            Discard it
          </Button>
          <Button size="xs" variant="default" onClick={onKeep} autoFocus>
            Keep typing
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}

import { Modal, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import type { Storage } from "../queries";

/** What each of a storage's dialogs is given. */
export interface PanelProps {
  storage: Storage;
  onClose: () => void;
  onChanged: () => void;
}

interface Props {
  title: string;
  storage: Storage;
  onClose: () => void;
  children: ReactNode;
}

/** The frame of a storage's dialogs: wide, and the whole window where that is narrow. */
export function PanelDialog({ title, storage, onClose, children }: Props) {
  useRestoredFocus();
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${title}: ${storage.title || storage.uri}`}
      size={960}
      fullScreen={narrow}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">{children}</Stack>
    </Modal>
  );
}

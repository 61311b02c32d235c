import { Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import type { Schemas } from "@/api/client";
import { SafeHtml } from "@/ui/SafeHtml";

interface Shown {
  text: string | null;
  opened: boolean;
  open: () => void;
  close: () => void;
}

/** The project's instructions; shown by themselves before the first task, where the project wants that. */
export function useInstructions(project: Schemas["Project"] & { id: number }, account: number): Shown {
  const text = project.expert_instruction?.trim() || null;
  const [opened, { open, close }] = useDisclosure(false);
  const first = project.show_instruction === true && text !== null;
  const seen = `millrace.instructions.${account}.${project.id}`;
  useEffect(() => {
    if (!first || sessionStorage.getItem(seen) === text) return;
    sessionStorage.setItem(seen, text ?? "");
    open();
  }, [first, seen, text, open]);
  return { text, opened, open, close };
}

export function Instructions({ text, opened, close, onClosed }: Shown & { onClosed: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      returnFocus={false}
      onExitTransitionEnd={onClosed}
      title="Labeling instructions"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <SafeHtml html={text ?? ""} />
    </Modal>
  );
}

import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { count } from "@/ui/format";
import { KeysButton } from "@/ui/KeysButton";
import { SavedMark } from "./SavedMark";
import type { SessionState } from "./state";

interface Props {
  state: SessionState;
  /** Which of how many, where that is known. */
  position?: { at: number; of: number };
  /** Which tasks the queue is of, where it is not all of them. */
  among?: ReactNode;
  onPrevious?: () => void;
  onNext?: () => void;
  /** What next does, for its tooltip. */
  nextHint?: string;
  onInstructions?: () => void;
  onKeys: () => void;
  /** More buttons at the right end. */
  children?: ReactNode;
}

/** The thin bar above the editor: which task, whether it is saved, to the next one and back. */
export function LabelBar({ state, position, among, onPrevious, onNext, nextHint, ...rest }: Props) {
  const { task } = state;
  const { onInstructions, onKeys, children } = rest;
  return (
    <Group
      component="section"
      aria-label="Task"
      px="sm"
      py={4}
      gap="sm"
      wrap="nowrap"
      style={{ borderBottom: "1px solid var(--mantine-color-default-border)" }}
    >
      <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
        {task === null ? "No task" : `Task ${task.id}`}
      </Text>
      {position !== undefined && (
        <Text size="sm" c="dimmed" visibleFrom="sm" style={{ whiteSpace: "nowrap" }}>
          {count(position.at)} of {count(position.of)}
        </Text>
      )}
      {among}
      <SavedMark state={state} />
      <Group gap={4} ml="auto" wrap="nowrap">
        {onInstructions && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={onInstructions}
            leftSection={<IconInfoCircle size={16} aria-hidden />}
            aria-label="Instructions"
          >
            <Text span size="sm" visibleFrom="sm">
              Instructions
            </Text>
          </Button>
        )}
        <KeysButton name="Labeling keys" onClick={onKeys} />
        {onPrevious && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={!state.canGoBack || state.sending !== null}
            onClick={onPrevious}
            aria-label="Previous task"
          >
            <IconChevronLeft size={16} aria-hidden />
          </Button>
        )}
        {onNext && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={state.phase === "loading" || state.sending !== null}
            onClick={onNext}
            title={nextHint}
            aria-label="Next task"
          >
            <IconChevronRight size={16} aria-hidden />
          </Button>
        )}
        {children}
      </Group>
    </Group>
  );
}

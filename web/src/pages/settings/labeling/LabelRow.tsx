import { ActionIcon, ColorInput, Group, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import {
  type LabelEdit,
  type LabelEntry,
  type LabelGroup,
  labelProblem,
} from "@/labelConfig/code/labelEdits";
import { fieldId } from "./fieldId";

interface Props {
  group: LabelGroup;
  entry: LabelEntry;
  at: number;
  onEdit: (edit: LabelEdit) => void;
}

const SWATCHES = ["#e03131", "#f08c00", "#ffd43b", "#2f9e44", "#0ca678", "#1971c2", "#6741d9", "#c2255c"];

/** One label: name, colour, key, place. */
export function LabelRow({ group, entry, at, onEdit }: Props) {
  const name = entry.value || `number ${at + 1}`;
  const move = (to: number) => {
    onEdit({ kind: "move", at, to });
    // The row that it moved to is there already: the focus goes with the label.
    document.getElementById(fieldId(group.index, to))?.focus();
  };
  const remove = () => {
    onEdit({ kind: "remove", at });
    document.getElementById(fieldId(group.index, at === 0 ? "add" : at - 1))?.focus();
  };
  return (
    <Group gap={6} wrap="wrap" align="flex-start">
      <TextInput
        id={fieldId(group.index, at)}
        aria-label={`Name of ${name}`}
        value={entry.value}
        onChange={(event) => onEdit({ kind: "rename", at, value: event.currentTarget.value })}
        error={labelProblem(group, entry.value, at)}
        size="xs"
        style={{ flex: "1 1 140px" }}
      />
      <ColorInput
        aria-label={`Colour of ${name}`}
        placeholder="Colour"
        value={entry.color ?? ""}
        onChange={(color) => onEdit({ kind: "color", at, color: color === "" ? undefined : color })}
        swatches={SWATCHES}
        withEyeDropper={false}
        popoverProps={{ withinPortal: true }}
        size="xs"
        w={112}
      />
      <TextInput
        aria-label={`Key of ${name}`}
        placeholder="Key"
        value={entry.hotkey ?? ""}
        onChange={(event) =>
          onEdit({ kind: "hotkey", at, hotkey: event.currentTarget.value.trim() || undefined })
        }
        size="xs"
        w={64}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Move ${name} up`}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Move ${name} down`}
        disabled={at === group.entries.length - 1}
        onClick={() => move(at + 1)}
      >
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="red" aria-label={`Delete ${name}`} onClick={remove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

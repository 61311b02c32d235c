import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { type LabelGroup, newLabels } from "@/labelConfig/code/labelEdits";
import { fieldId } from "./fieldId";

/** Adds one label for each line that is typed or pasted. */
export function AddLabels({ group, onAdd }: { group: LabelGroup; onAdd: (values: string[]) => void }) {
  const [text, setText] = useState("");
  const values = newLabels(group, text);
  const what = group.child === "Label" ? "labels" : "choices";
  const add = () => {
    if (values.length === 0) return;
    onAdd(values);
    setText("");
  };
  return (
    <Group gap={6} align="flex-start" wrap="nowrap">
      <Textarea
        id={fieldId(group.index, "add")}
        aria-label={`New ${what} of ${group.name}`}
        placeholder={`New ${what}, one on each line`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || text.includes("\n")) return;
          event.preventDefault();
          add();
        }}
        error={text.trim() !== "" && values.length === 0 && "All of these are there already."}
        autosize
        minRows={1}
        maxRows={8}
        size="xs"
        flex={1}
      />
      <Button size="xs" variant="default" disabled={values.length === 0} onClick={add}>
        Add
      </Button>
    </Group>
  );
}

import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type Ref, useEffect, useState } from "react";

interface Props {
  value: string;
  onChange: (value: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** Searches the tasks' data a moment after the last key. */
export function SearchBox({ value, onChange, ref }: Props) {
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 300);
  // The address changed without us: back, a link, "Clear the search".
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      ref={ref}
      type="search"
      size="xs"
      w={220}
      aria-label="Search tasks"
      placeholder="Search tasks"
      leftSection={<IconSearch size={14} aria-hidden />}
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}

import { Select } from "@mantine/core";
import { useMemo } from "react";
import { nameOf, type People } from "../people";
import { WITHIN } from "./within";

interface Props {
  people: People;
  /** An account's id; "" is nobody yet. */
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** Chooses somebody by name. */
export function PersonField({ people, value, onChange, error }: Props) {
  const choices = useMemo(
    () =>
      [...people]
        .map(([id, person]) => ({ value: String(id), label: nameOf(person, id) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [people],
  );
  return (
    <Select
      size="xs"
      label="Who"
      searchable
      data={choices}
      value={value === "" ? null : value}
      onChange={(chosen) => onChange(chosen ?? "")}
      nothingFoundMessage="Nobody has that name"
      error={error}
      comboboxProps={WITHIN}
    />
  );
}

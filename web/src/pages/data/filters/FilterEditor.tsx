import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Column } from "../columns";
import type { People } from "../people";
import { columnChoices } from "./columnChoices";
import { type Draft, draftOf, filterOf, NEW_DRAFT, withColumn, withOperator } from "./filterDraft";
import type { Filter } from "./filters";
import { columnOf } from "./filterWords";
import { operatorGroups } from "./operators";
import { ValueField } from "./ValueField";
import { WITHIN } from "./within";

interface Props {
  columns: readonly Column[];
  /** The one that is changed; absent: a new one. */
  filter?: Filter;
  /** Who may be asked for. */
  people: People;
  /** What the server said about it. */
  trouble?: string;
  onFilter: (filter: Filter) => void;
}

/** Says which column is compared, how, and with what. */
export function FilterEditor({ columns, filter, people, trouble, onFilter }: Props) {
  const [draft, setDraft] = useState<Draft>(() =>
    filter ? draftOf(columnOf(columns, filter.column), filter) : NEW_DRAFT,
  );
  const [fault, setFault] = useState<string>();
  const [typed, setTyped] = useState("");
  const change = (next: Draft) => {
    setDraft(next);
    setFault(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = filterOf(draft, filter);
    if ("fault" in made) setFault(made.fault);
    else onFilter(made.filter);
  };
  const { column, operator } = draft;
  const groups = column ? operatorGroups(column) : [];
  // A deeper key that was chosen stays among them.
  const known = column === undefined || columns.some(({ id }) => id === column.id);
  const choices = columnChoices(known ? columns : [...columns, column], typed);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Select
          size="xs"
          label="Column"
          searchable
          data={choices}
          value={column?.id ?? null}
          onChange={(id) => change(withColumn(id === null ? undefined : columnOf(columns, id)))}
          onSearchChange={setTyped}
          nothingFoundMessage="No column has that name"
          error={column === undefined ? fault : undefined}
          allowDeselect={false}
          comboboxProps={WITHIN}
          data-autofocus={filter === undefined || undefined}
        />
        {column && (
          <Select
            size="xs"
            label="Comparison"
            data={groups.map(({ title, operators }) => ({
              group: title,
              items: operators.map(({ id, words }) => ({ value: id, label: words })),
            }))}
            value={operator?.id ?? null}
            onChange={(id) => id && change(withOperator(draft, id))}
            allowDeselect={false}
            maxDropdownHeight={320}
            error={operator === undefined ? fault : undefined}
            comboboxProps={WITHIN}
            data-autofocus={filter !== undefined || undefined}
          />
        )}
        <ValueField
          draft={draft}
          onDraft={change}
          people={people}
          error={operator === undefined ? undefined : fault}
        />
        {trouble !== undefined && (
          <Text size="xs" c="red" style={{ overflowWrap: "anywhere" }}>
            {trouble}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" size="xs">
            Apply
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

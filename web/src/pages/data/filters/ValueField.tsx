import { MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import type { People } from "../people";
import type { Draft } from "./filterDraft";
import { PersonField } from "./PersonField";
import { WITHIN } from "./within";

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Who may be asked for. */
  people: People;
  error: string | undefined;
}

/** The value of a filter, entered as its operator wants it. */
export function ValueField({ draft, onDraft, people, error }: Props) {
  const { operator, first, last, chosen, column } = draft;
  const text = {
    size: "xs" as const,
    value: first,
    error,
    onChange: (event: { currentTarget: { value: string } }) =>
      onDraft({ ...draft, first: event.currentTarget.value }),
  };
  const end = {
    size: "xs" as const,
    value: last,
    onChange: (event: { currentTarget: { value: string } }) =>
      onDraft({ ...draft, last: event.currentTarget.value }),
  };
  const choose = (value: string | null) => onDraft({ ...draft, first: value ?? "" });
  switch (operator?.entry) {
    case "text":
      return <TextInput label="Text" {...text} />;
    case "lines":
      return <Textarea label="Texts, one a line" rows={4} {...text} />;
    case "number":
      return <TextInput label="Number" inputMode="decimal" {...text} />;
    case "numbers":
      return <TextInput label="Numbers" placeholder="1, 2, 5" {...text} />;
    case "ids":
      return <TextInput label="IDs" placeholder="1, 2, 5" {...text} />;
    case "range":
      return (
        <>
          <TextInput label="From" inputMode="decimal" {...text} />
          <TextInput label="To" inputMode="decimal" {...end} />
        </>
      );
    case "time":
      return <TextInput label="Time" type="datetime-local" {...text} />;
    case "times":
      return (
        <>
          <TextInput label="From" type="datetime-local" {...text} />
          <TextInput label="To" type="datetime-local" {...end} />
        </>
      );
    case "truth":
      return (
        <Select
          size="xs"
          label="Value"
          data={[
            { value: "true", label: "there" },
            { value: "false", label: "not there" },
          ]}
          value={first}
          onChange={choose}
          allowDeselect={false}
          error={error}
          comboboxProps={WITHIN}
        />
      );
    case "person":
      return <PersonField people={people} value={first} onChange={choose} error={error} />;
    case "version":
      return (
        <MultiSelect
          size="xs"
          label="Model versions"
          searchable
          data={[...new Set([...(column?.choices ?? []), ...chosen])]}
          value={chosen}
          onChange={(value) => onDraft({ ...draft, chosen: value })}
          nothingFoundMessage="No model has that version"
          error={error}
          comboboxProps={WITHIN}
        />
      );
    default:
      return null;
  }
}

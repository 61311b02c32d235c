import { ActionIcon, Group, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import type { Column } from "../columns";
import classes from "../data.module.css";
import type { People } from "../people";
import { FilterEditor } from "./FilterEditor";
import { FilterPopover } from "./FilterPopover";
import type { Filter } from "./filters";
import { filterWords } from "./filterWords";

interface Props {
  columns: readonly Column[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onRemove: () => void;
  people: People;
  trouble: string | undefined;
}

/** A filter in words: a button that opens it, and one beside it that takes it away. */
export function FilterChip({ columns, filter, onFilter, onRemove, people, trouble }: Props) {
  const words = filterWords(filter, columns, people);
  return (
    <Group gap={0} wrap="nowrap" className={classes.chip} data-wrong={trouble !== undefined || undefined}>
      <FilterPopover
        editor={(close) => (
          <FilterEditor
            columns={columns}
            filter={filter}
            people={people}
            trouble={trouble}
            onFilter={(changed) => {
              onFilter(changed);
              close();
            }}
          />
        )}
        target={(toggle) => (
          <UnstyledButton className={classes.chipWords} onClick={toggle} title={words}>
            {trouble !== undefined && <IconAlertTriangle size={14} aria-label="Not understood:" />}
            <span>{words}</span>
          </UnstyledButton>
        )}
      />
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={`Remove the filter ${words}`}
        onClick={onRemove}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

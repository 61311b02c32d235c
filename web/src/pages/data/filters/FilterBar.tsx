import { Button, Group, SegmentedControl } from "@mantine/core";
import type { Column } from "../columns";
import type { People } from "../people";
import { FilterChip } from "./FilterChip";
import { type Filter, type Filters, NO_FILTERS, placesOfTrouble } from "./filters";

interface Props {
  columns: readonly Column[];
  filters: Filters;
  onFilters: (filters: Filters) => void;
  /** Who may be asked for. */
  people: People;
  /** Why the server does not take them. */
  trouble: string | undefined;
  /** What had the focus is taken away. */
  onGone: () => void;
}

/** The filters as chips. */
export function FilterBar({ columns, filters, onFilters, people, trouble, onGone }: Props) {
  const { any, items } = filters;
  const wrong = trouble === undefined ? [] : placesOfTrouble(filters, trouble);
  const put = (place: number, filter: Filter) =>
    onFilters({ any, items: items.map((old, at) => (at === place ? filter : old)) });
  const leave = (left: Filters) => {
    onFilters(left);
    onGone();
  };
  return (
    <Group gap="xs" role="group" aria-label="Filters">
      {items.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="Which filters must hold"
          value={any ? "or" : "and"}
          onChange={(value) => onFilters({ any: value === "or", items })}
          data={[
            { value: "and", label: "All of" },
            { value: "or", label: "Any of" },
          ]}
        />
      )}
      {items.map((filter, place) => (
        <FilterChip
          // biome-ignore lint/suspicious/noArrayIndexKey: filters have no name but their place
          key={place}
          columns={columns}
          filter={filter}
          onFilter={(changed) => put(place, changed)}
          onRemove={() => leave({ any, items: items.filter((_, at) => at !== place) })}
          people={people}
          trouble={wrong.includes(place) ? trouble : undefined}
        />
      ))}
      <Button size="compact-xs" variant="subtle" onClick={() => leave(NO_FILTERS)}>
        Clear filters
      </Button>
    </Group>
  );
}

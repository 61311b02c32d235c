import { Button } from "@mantine/core";
import { IconFilterPlus } from "@tabler/icons-react";
import type { Ref } from "react";
import type { Column } from "../columns";
import type { People } from "../people";
import { FilterEditor } from "./FilterEditor";
import { FilterPopover } from "./FilterPopover";
import type { Filters } from "./filters";

interface Props {
  columns: readonly Column[];
  filters: Filters;
  onFilters: (filters: Filters) => void;
  people: People;
  ref: Ref<HTMLButtonElement>;
}

/** A button that asks for one more filter. */
export function AddFilter({ columns, filters: { any, items }, onFilters, people, ref }: Props) {
  return (
    <FilterPopover
      editor={(close) => (
        <FilterEditor
          columns={columns}
          people={people}
          onFilter={(filter) => {
            onFilters({ any, items: [...items, filter] });
            close();
          }}
        />
      )}
      target={(toggle) => (
        <Button
          ref={ref}
          size="xs"
          variant="default"
          leftSection={<IconFilterPlus size={16} aria-hidden />}
          onClick={toggle}
        >
          Add filter
        </Button>
      )}
    />
  );
}

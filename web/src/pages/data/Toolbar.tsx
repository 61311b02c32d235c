import { Group, SegmentedControl, Text } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import { count, plural } from "@/ui/format";
import { KeysButton } from "@/ui/KeysButton";
import { ColumnsMenu } from "./ColumnsMenu";
import type { Column } from "./columns";
import { SearchBox } from "./SearchBox";
import { SelectionBar } from "./SelectionBar";
import { StorageBar } from "./StorageBar";
import { isNarrowed, type TaskList } from "./tasksQuery";
import type { Live } from "./useLive";
import type { Rows } from "./useRows";
import type { Look } from "./views/look";

const COLUMNS_OF_GRID = ["2", "3", "4", "6", "8"];

interface Props {
  look: Look;
  onLook: (part: Partial<Look>) => void;
  search: string;
  onSearch: (text: string) => void;
  searchBox: RefObject<HTMLInputElement | null>;
  columns: Column[];
  addFilter: ReactNode;
  rows: Rows;
  list: TaskList;
  live: Live;
  /** Of the list, and of the project. */
  total: number | undefined;
  all: number | undefined;
  mayManage: boolean;
  onKeys: () => void;
}

/** What is shown of the tasks and how, what is chosen, and how the storages stand. */
export function Toolbar({ look, onLook, rows, list, live, mayManage, total, all, ...rest }: Props) {
  const some = isNarrowed(list) && all !== undefined;
  return (
    <Group gap="xs">
      <SearchBox ref={rest.searchBox} value={rest.search} onChange={rest.onSearch} />
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={look.grid ? "grid" : "table"}
        onChange={(value) => onLook({ grid: value === "grid" })}
        data={[
          { value: "table", label: "Table" },
          { value: "grid", label: "Grid" },
        ]}
      />
      {look.grid ? (
        <SegmentedControl
          size="xs"
          aria-label="Pictures per row"
          value={String(look.perRow)}
          onChange={(value) => onLook({ perRow: Number(value) })}
          data={COLUMNS_OF_GRID}
        />
      ) : (
        <ColumnsMenu columns={rest.columns} prefs={look.columns} onPrefs={(columns) => onLook({ columns })} />
      )}
      {rest.addFilter}
      <SelectionBar rows={rows} list={list} mayManage={mayManage} onChanged={live.refresh} />
      <Group gap="xs" ml="auto" wrap="nowrap" style={{ minWidth: 0 }}>
        <StorageBar projectId={list.projectId} live={live} />
        {total !== undefined && (
          <Text size="sm" c="dimmed" role="status" style={{ whiteSpace: "nowrap" }}>
            {some ? `${count(total)} of ${plural(all, "task")}` : plural(total, "task")}
          </Text>
        )}
        <KeysButton name="Keys" onClick={rest.onKeys} />
      </Group>
    </Group>
  );
}

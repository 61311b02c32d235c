import { Group, SegmentedControl, Text } from "@mantine/core";
import type { ComponentProps, RefObject } from "react";
import { plural } from "@/ui/format";
import { KeysButton } from "@/ui/KeysButton";
import type { DataAddress } from "./address";
import { ColumnsMenu } from "./ColumnsMenu";
import { SearchBox } from "./SearchBox";
import { SelectionBar } from "./SelectionBar";
import { StorageBar } from "./StorageBar";
import type { TaskList } from "./tasksQuery";
import type { Live } from "./useLive";
import type { Rows } from "./useRows";

const COLUMNS_OF_GRID = ["2", "3", "4", "6", "8"];

interface Props {
  address: DataAddress;
  onChange: (part: Partial<DataAddress>) => void;
  searchBox: RefObject<HTMLInputElement | null>;
  /** Of the grid. */
  perRow: number;
  onPerRow: (columns: number) => void;
  /** Of the table. */
  columns: ComponentProps<typeof ColumnsMenu>;
  rows: Rows;
  list: TaskList;
  live: Live;
  total: number | undefined;
  mayManage: boolean;
  onKeys: () => void;
}

/** What is shown of the tasks and how, what is chosen, and how the storages stand. */
export function Toolbar({ address, onChange, rows, list, live, mayManage, ...rest }: Props) {
  return (
    <Group gap="xs" mb="xs">
      <SearchBox
        ref={rest.searchBox}
        value={address.search ?? ""}
        onChange={(text) => onChange({ search: text || undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={address.view ?? "table"}
        onChange={(value) => onChange({ view: value === "grid" ? "grid" : undefined })}
        data={[
          { value: "table", label: "Table" },
          { value: "grid", label: "Grid" },
        ]}
      />
      {address.view === "grid" ? (
        <SegmentedControl
          size="xs"
          aria-label="Pictures per row"
          value={String(rest.perRow)}
          onChange={(value) => rest.onPerRow(Number(value))}
          data={COLUMNS_OF_GRID}
        />
      ) : (
        <ColumnsMenu {...rest.columns} />
      )}
      <SelectionBar rows={rows} list={list} mayManage={mayManage} onChanged={live.refresh} />
      <Group gap="xs" ml="auto" wrap="nowrap" style={{ minWidth: 0 }}>
        <StorageBar projectId={list.projectId} live={live} />
        {rest.total !== undefined && (
          <Text size="sm" c="dimmed" role="status" style={{ whiteSpace: "nowrap" }}>
            {plural(rest.total, "task")}
          </Text>
        )}
        <KeysButton name="Keys" onClick={rest.onKeys} />
      </Group>
    </Group>
  );
}

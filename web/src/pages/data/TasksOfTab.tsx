import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { projectQuery } from "@/api/queries";
import { plural } from "@/ui/format";
import { KeysDialog } from "@/ui/KeysDialog";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import type { DataAddress, Dialog } from "./address";
import { isShown } from "./columnPrefs";
import type { Column } from "./columns";
import { ExportDialog } from "./export/ExportDialog";
import { AddFilter } from "./filters/AddFilter";
import { FilterBar } from "./filters/FilterBar";
import { type Filters, NO_FILTERS } from "./filters/filters";
import { filtersTrouble } from "./filters/trouble";
import { usePeople } from "./filters/usePeople";
import { ImportDialog } from "./ImportDialog";
import { DATA_KEYS } from "./keys";
import { NoTasks } from "./NoTasks";
import { SidePanel } from "./SidePanel";
import { Split } from "./Split";
import { TaskGrid } from "./TaskGrid";
import { TaskTable } from "./TaskTable";
import { Toolbar } from "./Toolbar";
import { membersOf, ordersNumbers, type TaskList } from "./tasksQuery";
import { useDataKeys } from "./useDataKeys";
import { useLive } from "./useLive";
import { useRows } from "./useRows";
import { useTasks } from "./useTasks";
import type { Look } from "./views/look";
import type { OpenTab } from "./views/useTab";

interface Props {
  projectId: number;
  address: DataAddress;
  /** `replace` false: a step to go back from. */
  onAddress: (part: Partial<DataAddress>, replace?: boolean) => void;
  tab: OpenTab;
  look: Look;
  columns: Column[];
  narrow: boolean;
  mayManage: boolean;
}

/** A table or a grid of tasks, what can be done with them, one of them open beside it. */
export function TasksOfTab({ projectId, address, onAddress, tab, look, columns, narrow, mayManage }: Props) {
  const project = useQuery(projectQuery(projectId));
  const live = useLive(projectId, mayManage);
  const { filters, ordering } = look;
  const { change: onLook } = tab;

  const shown = columns.filter((column) => !column.onlyFilters);
  const members = membersOf(
    shown.flatMap((column) => (isShown(column, look.columns) ? column.id : [])),
  ).join();
  const asNumbers = ordersNumbers(ordering, look.columns);
  const list: TaskList = useMemo(
    () => ({
      projectId,
      ordering,
      asNumbers,
      filters,
      search: address.search,
      members: members.split(",").filter((name) => name !== ""),
    }),
    [projectId, ordering, asNumbers, filters, address.search, members],
  );
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const tasks = useTasks(list, range.first, range.last);
  const rows = useRows(list, tasks, address.task, (task) => onAddress({ task }, address.task !== undefined));
  const people = usePeople(tasks.people, mayManage);

  const { dialog } = address;
  const setDialog = (name: Dialog | undefined) => onAddress({ dialog: name });
  const searchBox = useRef<HTMLInputElement>(null);
  const covered = narrow && address.task !== undefined;
  const close = () => onAddress({ task: undefined });
  useDataKeys({
    rows,
    searchBox,
    onKeys: () => setDialog("keys"),
    onClose: () => address.task !== undefined && close(),
  });

  const search = (text: string) => onAddress({ search: text || undefined });
  const trouble = filtersTrouble(tasks.error);
  const addFilter = useRef<HTMLButtonElement>(null);
  const filtering = {
    columns,
    filters,
    onFilters: (next: Filters) => onLook({ filters: next }),
    people,
  };
  const view = { rows, onRange };
  return (
    <>
      {!covered && (
        <Stack gap="xs" mb="xs">
          <Toolbar
            look={look}
            onLook={onLook}
            search={address.search ?? ""}
            onSearch={search}
            searchBox={searchBox}
            columns={shown}
            addFilter={<AddFilter ref={addFilter} {...filtering} />}
            rows={rows}
            list={list}
            live={live}
            total={tasks.total}
            all={project.data?.task_number}
            mayManage={mayManage}
            onKeys={() => setDialog("keys")}
          />
          {filters.items.length > 0 && (
            <FilterBar {...filtering} trouble={trouble} onGone={() => addFilter.current?.focus()} />
          )}
          {trouble !== undefined && (
            <Text size="sm" c="red" role="alert" style={{ overflowWrap: "anywhere" }}>
              {trouble}
            </Text>
          )}
        </Stack>
      )}
      {trouble === undefined && (
        <Problem error={tasks.error} title="The tasks could not be read" onRetry={tasks.retry} />
      )}
      {tasks.partial !== undefined && (
        <Text size="sm" mb="xs" role="status">
          Tasks may be missing here. {tasks.partial}
          {project.data?.task_number !== undefined &&
            ` The project has ${plural(project.data.task_number, "task")}; filters by numbers or times leave fewer to look through.`}
        </Text>
      )}
      {tasks.total === undefined && !tasks.error && <Loading what="the tasks" />}
      <Split
        narrow={narrow}
        left={
          tasks.total === 0 ? (
            <NoTasks
              projectId={projectId}
              search={address.search}
              onClearSearch={() => search("")}
              filtered={filters.items.length > 0}
              onClearFilters={() => onLook({ filters: NO_FILTERS })}
              mayManage={mayManage}
              onImport={() => setDialog("import")}
            />
          ) : look.grid ? (
            <TaskGrid perRow={look.perRow} {...view} />
          ) : (
            <TaskTable
              columns={shown}
              prefs={look.columns}
              onPrefs={(next) => onLook({ columns: next })}
              people={tasks.people}
              ordering={ordering}
              onOrdering={(next) => onLook({ ordering: next })}
              {...view}
            />
          )
        }
        right={
          address.task !== undefined && (
            <SidePanel
              list={list}
              rows={rows}
              tasks={tasks}
              taskId={address.task}
              onClose={close}
              onChanged={live.refresh}
            />
          )
        }
      />
      <ImportDialog
        projectId={projectId}
        opened={mayManage && dialog === "import"}
        onClose={() => setDialog(undefined)}
        onImported={live.refresh}
      />
      <ExportDialog
        projectId={projectId}
        tab={{
          id: tab.id,
          title: tab.title,
          otherwise: tab.changed || address.search !== undefined,
        }}
        selection={rows.selection}
        videos={/<Video\b/.test(project.data?.label_config ?? "")}
        part={mayManage && (dialog === "export" || dialog === "snapshots") ? dialog : undefined}
        onPart={setDialog}
      />
      <KeysDialog
        title="Keys"
        groups={DATA_KEYS}
        opened={dialog === "keys"}
        onClose={() => setDialog(undefined)}
      />
    </>
  );
}

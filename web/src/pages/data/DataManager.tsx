import { Text, useMantineTheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { projectQuery } from "@/api/queries";
import { useMay } from "@/api/rights";
import { count } from "@/ui/format";
import { KeysDialog } from "@/ui/KeysDialog";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import type { DataAddress, Dialog } from "./address";
import { type ColumnPrefs, loadPrefs, savePrefs } from "./columnPrefs";
import { columnsOf } from "./columns";
import { ExportDialog } from "./ExportDialog";
import { ImportDialog } from "./ImportDialog";
import { DATA_KEYS } from "./keys";
import { NoTasks } from "./NoTasks";
import { PageActions } from "./PageActions";
import { SidePanel } from "./SidePanel";
import { Split } from "./Split";
import { summaryQuery } from "./summaryQuery";
import { TaskGrid } from "./TaskGrid";
import { TaskTable } from "./TaskTable";
import { Toolbar } from "./Toolbar";
import type { TaskList } from "./tasksQuery";
import { useDataKeys } from "./useDataKeys";
import { useLive } from "./useLive";
import { useRows } from "./useRows";
import { useTasks } from "./useTasks";

const route = getRouteApi("/projects/$projectId/data");

/** All tasks of a project: a table or a grid of them, what can be done with them, one of them open beside it. */
export function DataManager({ projectId }: { projectId: number }) {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  // Opening a task is a step to go back from; everything else changes where one is.
  const change = (part: Partial<DataAddress>, replace = true) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace });
  const mayManage = useMay("projects.change");
  const project = useQuery(projectQuery(projectId));
  const summary = useQuery(summaryQuery(projectId));
  const live = useLive(projectId, mayManage);

  const list: TaskList = useMemo(
    () => ({ projectId, ordering: address.ordering, search: address.search }),
    [projectId, address.ordering, address.search],
  );
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const tasks = useTasks(list, range.first, range.last);
  const rows = useRows(list, tasks, address.task, (task) => change({ task }, address.task !== undefined));

  const [prefs, setPrefs] = useState(() => loadPrefs(projectId));
  const changePrefs = (next: ColumnPrefs) => {
    setPrefs(next);
    savePrefs(projectId, next);
  };
  const labelConfig = project.data?.label_config;
  const columns = useMemo(
    () =>
      columnsOf(
        Object.keys(summary.data?.all_data_columns ?? {}),
        /<(Image|HyperText)\b/.test(labelConfig ?? ""),
      ),
    [summary.data, labelConfig],
  );
  const [perRow, setPerRow] = useState(4);
  const { dialog } = address;
  const setDialog = (name: Dialog | undefined) => change({ dialog: name });
  const searchBox = useRef<HTMLInputElement>(null);
  const narrow = useMediaQuery(`(max-width: ${useMantineTheme().breakpoints.sm})`) ?? false;
  const covered = narrow && address.task !== undefined;
  const close = () => change({ task: undefined });
  useDataKeys({
    rows,
    searchBox,
    onKeys: () => setDialog("keys"),
    onClose: () => address.task !== undefined && close(),
  });

  const search = (text: string) => change({ search: text || undefined });
  const view = { rows, onRange };
  return (
    <Page
      wide
      title="Tasks"
      actions={!covered && <PageActions projectId={projectId} mayManage={mayManage} onOpen={setDialog} />}
    >
      {!covered && (
        <Toolbar
          address={address}
          onChange={change}
          searchBox={searchBox}
          perRow={perRow}
          onPerRow={setPerRow}
          columns={{ columns, prefs, onPrefs: changePrefs }}
          rows={rows}
          list={list}
          live={live}
          total={tasks.total}
          mayManage={mayManage}
          onKeys={() => setDialog("keys")}
        />
      )}
      <Problem error={tasks.error} title="The tasks could not be read" onRetry={tasks.retry} />
      {tasks.searched !== undefined && (
        <Text size="sm" mb="xs">
          The search ended after {count(tasks.searched)} tasks. Search for something rarer to find all.
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
              mayManage={mayManage}
              onImport={() => setDialog("import")}
            />
          ) : address.view === "grid" ? (
            <TaskGrid perRow={perRow} {...view} />
          ) : (
            <TaskTable
              columns={columns}
              prefs={prefs}
              onPrefs={changePrefs}
              people={tasks.people}
              ordering={address.ordering}
              onOrdering={(ordering) => change({ ordering })}
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
        selection={rows.selection}
        opened={mayManage && dialog === "export"}
        onClose={() => setDialog(undefined)}
      />
      <KeysDialog
        title="Keys"
        groups={DATA_KEYS}
        opened={dialog === "keys"}
        onClose={() => setDialog(undefined)}
      />
    </Page>
  );
}

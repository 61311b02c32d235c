import { Tabs, useMantineTheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { projectQuery } from "@/api/queries";
import { useMayIn } from "@/api/rights";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import type { DataAddress } from "./address";
import { columnsOf } from "./columns";
import { columnsQuery } from "./columnsQuery";
import classes from "./data.module.css";
import { PageActions } from "./PageActions";
import { TasksOfTab } from "./TasksOfTab";
import { queueOf } from "./tasksQuery";
import { tabValue } from "./views/look";
import { TabsBar } from "./views/TabsBar";
import { UnsavedNote } from "./views/UnsavedNote";
import { useTab } from "./views/useTab";

const route = getRouteApi("/projects/$projectId/data");

/** All tasks of a project in tabs, each of which shows some of them in its own way. */
export function DataManager({ projectId }: { projectId: number }) {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  // Opening a task or a tab is a step to go back from; everything else changes where one is.
  const change = (part: Partial<DataAddress>, replace = true) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace });
  const mayManage = useMayIn(projectId, "projects.change");
  const project = useQuery(projectQuery(projectId));
  const served = useQuery(columnsQuery(projectId));
  const tab = useTab(
    projectId,
    address,
    (search, step = false) => navigate({ search, replace: !step }),
    mayManage,
  );

  const pictures = /<(Image|HyperText)\b/.test(project.data?.label_config ?? "");
  const columns = useMemo(() => served.data && columnsOf(served.data, pictures), [served.data, pictures]);
  const narrow = useMediaQuery(`(max-width: ${useMantineTheme().breakpoints.sm})`) ?? false;
  const covered = narrow && address.task !== undefined;
  const value = tabValue(tab.id);
  const { look } = tab;
  const chosen = look && queueOf(look, address.search);
  return (
    <Page
      wide
      title="Tasks"
      actions={
        !covered && (
          <PageActions
            projectId={projectId}
            mayManage={mayManage}
            chosen={chosen && { ...chosen, tab: tab.id }}
            onOpen={(dialog) => change({ dialog })}
          />
        )
      }
    >
      <Problem error={tab.error} title="The tabs could not be read" onRetry={tab.retry} />
      <Problem
        error={served.error}
        title="The columns could not be read"
        onRetry={() => void served.refetch()}
      />
      {(look === undefined || columns === undefined) && !tab.error && !served.error && (
        <Loading what="the tasks" />
      )}
      {look && columns && (
        <Tabs
          className={classes.tabbed}
          keepMounted={false}
          value={value}
          onChange={(chosen) => {
            const view = tab.views.find(({ id }) => tabValue(id) === chosen);
            if (view && view.id !== tab.id) tab.open(view.id);
          }}
        >
          {!covered && <TabsBar tab={tab} mayManage={mayManage} />}
          <Tabs.Panel value={value} className={classes.panel}>
            {!covered && <UnsavedNote tab={tab} mayManage={mayManage} />}
            <TasksOfTab
              projectId={projectId}
              address={address}
              onAddress={change}
              tab={tab}
              look={look}
              columns={columns}
              narrow={narrow}
              mayManage={mayManage}
            />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

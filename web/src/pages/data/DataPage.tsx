import { getRouteApi } from "@tanstack/react-router";
import { DataManager } from "./DataManager";

const route = getRouteApi("/projects/$projectId/data");

/** The project's tasks; another project is another page, with nothing chosen. */
export function DataPage() {
  const { projectId } = route.useParams();
  return <DataManager key={projectId} projectId={projectId} />;
}

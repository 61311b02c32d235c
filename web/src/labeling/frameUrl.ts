/** Where the editor's page is: each project has its own, whose policy lets its storages in. */
export function frameUrl(projectId?: number): string {
  if (import.meta.env.DEV) return "/editor/frame.html";
  return projectId === undefined ? "/editor/frame" : `/editor/projects/${projectId}/frame`;
}

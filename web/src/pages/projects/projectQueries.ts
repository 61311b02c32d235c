// The list of projects and what is done to one of them from there.
import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { listQuery, type ProjectListSearch, pageAfter } from "./projectList";

const WHILE_SYNCING = 3_000;

const isSyncing = ({ storages }: Schemas["Project"]): boolean => (storages?.syncing ?? 0) > 0;

export const projectsQuery = (search: ProjectListSearch) =>
  infiniteQueryOptions({
    queryKey: ["projects", search],
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/projects", { params: { query: listQuery(search, pageParam) }, signal })),
    initialPageParam: 1,
    getNextPageParam: (last, _pages, page) => pageAfter(last, page),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ results }) => results.some(isSyncing)) ? WHILE_SYNCING : false,
  });

/** Everything that says something about projects is asked again. */
function useProjectsChanged() {
  const client = useQueryClient();
  return () =>
    Promise.all(["projects", "project"].map((thing) => client.invalidateQueries({ queryKey: [thing] })));
}

export function useChangeProject(id: number) {
  const changed = useProjectsChanged();
  return useMutation({
    mutationFn: (body: Schemas["PatchedProjectFields"]) =>
      ok(api.PATCH("/api/projects/{id}", { params: { path: { id } }, body })),
    onSuccess: changed,
  });
}

export function useDuplicateProject(id: number) {
  const changed = useProjectsChanged();
  return useMutation({
    mutationFn: (body: Schemas["DuplicateProjectInput"]) =>
      ok(api.POST("/api/v1/projects/{id}/duplicate", { params: { path: { id } }, body })),
    onSuccess: changed,
  });
}

// What the people page asks for.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

const ORGANIZATION = { path: { id: 1 } };

/** Titles of the projects that each person made or labeled in, by account. */
export const projectsOfPeople = queryOptions({
  queryKey: ["memberships"],
  queryFn: async () => {
    const page = await ok(
      api.GET("/api/organizations/{id}/memberships", {
        params: { ...ORGANIZATION, query: { contributed_to_projects: true, page_size: -1 } },
      }),
    );
    return new Map(
      page.results.map(({ user, created_projects, contributed_to_projects }) => {
        const titles = [...(created_projects ?? []), ...(contributed_to_projects ?? [])];
        return [
          user.id,
          [...new Map(titles.map(({ id, title }) => [id, title || `Project ${id}`])).values()],
        ];
      }),
    );
  },
});

export const organizationQuery = queryOptions({
  queryKey: ["organization"],
  queryFn: () => ok(api.GET("/api/organizations/{id}", { params: ORGANIZATION })),
});

export const invitations = queryOptions({
  queryKey: ["invitations"],
  queryFn: async () => (await ok(api.GET("/api/v1/invitations"))).results,
});

export const signUpLink = queryOptions({
  queryKey: ["sign-up-link"],
  queryFn: async () => {
    const { invite_url } = await ok(api.GET("/api/invite"));
    return new URL(invite_url, window.location.origin).href;
  },
});

export const sessionPolicy = queryOptions({
  queryKey: ["session-policy"],
  queryFn: () => ok(api.GET("/api/session-policy")),
});

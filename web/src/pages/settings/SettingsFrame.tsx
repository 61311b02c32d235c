import { Box } from "@mantine/core";
import { getRouteApi, Outlet, useRouterState } from "@tanstack/react-router";
import { NavLinkTo } from "@/ui/links";

const route = getRouteApi("/projects/$projectId");

const PAGES = [
  { to: "/projects/$projectId/settings", label: "General" },
  { to: "/projects/$projectId/settings/labeling", label: "Labeling Interface" },
  { to: "/projects/$projectId/settings/annotation", label: "Annotation" },
  { to: "/projects/$projectId/settings/storage", label: "Cloud Storage" },
  { to: "/projects/$projectId/settings/members", label: "Members" },
  { to: "/projects/$projectId/settings/danger-zone", label: "Danger Zone" },
] as const;

/** The list of a project's settings beside the chosen one. */
export function SettingsFrame() {
  const { projectId } = route.useParams();
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/, "") });
  return (
    <Box style={{ display: "flex", flexWrap: "wrap", flex: 1, alignItems: "flex-start" }}>
      <Box component="nav" aria-label="Settings" w={200} py="md" px="xs">
        {PAGES.map(({ to, label }) => (
          <NavLinkTo
            key={to}
            to={to}
            params={{ projectId }}
            label={label}
            activeOptions={{ exact: true }}
            active={path === to.replace("$projectId", String(projectId))}
          />
        ))}
      </Box>
      <Box style={{ flex: "1 1 480px", minWidth: 0 }}>
        <Outlet />
      </Box>
    </Box>
  );
}

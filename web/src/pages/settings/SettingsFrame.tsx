import { Box, Flex } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";
import { whoami } from "@/api/queries";
import { may, mayIn } from "@/api/rights";
import { NavLinkTo } from "@/ui/links";
import { NotAllowed } from "@/ui/NotAllowed";
import classes from "./SettingsFrame.module.css";

const route = getRouteApi("/projects/$projectId");

// `beyond`: not for who manages this project alone.
const PAGES = [
  { to: "/projects/$projectId/settings", label: "General" },
  { to: "/projects/$projectId/settings/labeling", label: "Labeling Interface" },
  { to: "/projects/$projectId/settings/annotation", label: "Annotation" },
  { to: "/projects/$projectId/settings/storage", label: "Cloud Storage" },
  { to: "/projects/$projectId/settings/ml", label: "Machine Learning" },
  { to: "/projects/$projectId/settings/webhooks", label: "Webhooks", beyond: true },
  { to: "/projects/$projectId/settings/members", label: "Members" },
  { to: "/projects/$projectId/settings/danger-zone", label: "Danger Zone" },
] as const;

/** The list of a project's settings beside the chosen one. */
export function SettingsFrame() {
  const { projectId } = route.useParams();
  const { data: me } = useQuery(whoami);
  if (me && !mayIn(me, projectId, "projects.change")) {
    return <NotAllowed title="Settings" who="managers and administrators" />;
  }
  return (
    <Flex direction={{ base: "column", sm: "row" }} flex={1}>
      <Box
        component="nav"
        aria-label="Settings"
        w={{ base: "100%", sm: 200 }}
        py={{ base: 4, sm: "md" }}
        px="xs"
        className={classes.places}
      >
        {PAGES.filter((page) => !("beyond" in page) || may(me?.permissions, "projects.change")).map(
          ({ to, label }) => (
            <NavLinkTo
              key={to}
              to={to}
              params={{ projectId }}
              label={label}
              activeOptions={{ exact: true }}
            />
          ),
        )}
      </Box>
      <Box flex={1} miw={0} className={classes.page}>
        <Outlet />
      </Box>
    </Flex>
  );
}

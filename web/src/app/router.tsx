// All pages and their addresses. Project addresses are those of Label Studio, so that its links and bookmarks work.
// Each page is a chunk of its own, loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { policyOutdated } from "@/api/policy";
import { readQueueAddress } from "@/labeling/queueAddress";
import { readAddress } from "@/pages/data/address";
import { readSearch } from "@/pages/projects/projectList";
import { lazyRouteComponent } from "./lazyRouteComponent";
import { NotFound } from "./NotFound";
import { PageFailed } from "./PageFailed";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/projects" });
  },
});

const projects = createRoute({
  getParentRoute: () => root,
  path: "/projects",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/pages/projects/ProjectsPage"), "ProjectsPage"),
});

const newProject = createRoute({
  getParentRoute: () => root,
  path: "/projects/new",
  component: lazyRouteComponent(() => import("@/pages/projects/NewProjectPage"), "NewProjectPage"),
});

const project = createRoute({
  getParentRoute: () => root,
  path: "/projects/$projectId",
  params: {
    parse: ({ projectId }) => ({ projectId: Number(projectId) }),
    stringify: ({ projectId }) => ({ projectId: String(projectId) }),
  },
  component: lazyRouteComponent(() => import("@/app/ProjectFrame"), "ProjectFrame"),
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/projects/$projectId/data", params });
  },
});

const data = createRoute({
  getParentRoute: () => project,
  path: "data",
  validateSearch: readAddress,
  component: lazyRouteComponent(() => import("@/pages/data/DataPage"), "DataPage"),
});

const label = createRoute({
  getParentRoute: () => project,
  path: "label",
  validateSearch: readQueueAddress,
  component: lazyRouteComponent(() => import("@/pages/labeling/LabelPage"), "LabelPage"),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "settings",
  component: lazyRouteComponent(() => import("@/pages/settings/SettingsFrame"), "SettingsFrame"),
});

const generalSettings = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("@/pages/settings/GeneralPage"), "GeneralPage"),
});

const labelingSettings = createRoute({
  getParentRoute: () => settings,
  path: "labeling",
  component: lazyRouteComponent(
    () => import("@/pages/settings/LabelingInterfacePage"),
    "LabelingInterfacePage",
  ),
});

const annotationSettings = createRoute({
  getParentRoute: () => settings,
  path: "annotation",
  component: lazyRouteComponent(() => import("@/pages/settings/AnnotationPage"), "AnnotationPage"),
});

const storageSettings = createRoute({
  getParentRoute: () => settings,
  path: "storage",
  component: lazyRouteComponent(() => import("@/pages/storage/CloudStoragePage"), "CloudStoragePage"),
});

const mlSettings = createRoute({
  getParentRoute: () => settings,
  path: "ml",
  component: lazyRouteComponent(() => import("@/pages/ml/MachineLearningPage"), "MachineLearningPage"),
});

const webhookSettings = createRoute({
  getParentRoute: () => settings,
  path: "webhooks",
  component: lazyRouteComponent(() => import("@/pages/webhooks/WebhooksPage"), "WebhooksPage"),
});

const memberSettings = createRoute({
  getParentRoute: () => settings,
  path: "members",
  component: lazyRouteComponent(() => import("@/pages/settings/MembersPage"), "MembersPage"),
});

const dangerSettings = createRoute({
  getParentRoute: () => settings,
  path: "danger-zone",
  component: lazyRouteComponent(() => import("@/pages/settings/DangerZonePage"), "DangerZonePage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/user/account",
  component: lazyRouteComponent(() => import("@/pages/account/AccountPage"), "AccountPage"),
});

// Label Studio has pages of their own for tokens and keys; here they are sections of one.
const accountSection = createRoute({
  getParentRoute: () => root,
  path: "/user/account/$section",
  beforeLoad: () => {
    throw redirect({ to: "/user/account" });
  },
});

const signedIn = createRoute({
  getParentRoute: () => root,
  path: "/signed-in",
  component: lazyRouteComponent(() => import("@/pages/account/SignedInPage"), "SignedInPage"),
});

const organization = createRoute({
  getParentRoute: () => root,
  path: "/organization",
  component: lazyRouteComponent(() => import("@/pages/organization/OrganizationPage"), "OrganizationPage"),
});

const status = createRoute({
  getParentRoute: () => root,
  path: "/status",
  component: lazyRouteComponent(() => import("@/pages/status/StatusPage"), "StatusPage"),
});

const routes = root.addChildren([
  home,
  projects,
  newProject,
  project.addChildren([
    projectHome,
    data,
    label,
    settings.addChildren([
      generalSettings,
      labelingSettings,
      annotationSettings,
      storageSettings,
      mlSettings,
      webhookSettings,
      memberSettings,
      dangerSettings,
    ]),
  ]),
  account,
  accountSection,
  signedIn,
  organization,
  status,
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  scrollRestoration: true,
  // Inside the shell, whose bar and notices stay.
  defaultErrorComponent: PageFailed,
});

router.subscribe("onBeforeNavigate", ({ pathChanged, toLocation }) => {
  if (pathChanged && policyOutdated()) window.location.assign(toLocation.href);
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";

export function NotFound() {
  return (
    <Page title="Page not found">
      <EmptyState
        title={`There is no page at ${window.location.pathname}`}
        action={<ButtonLink to="/projects">Go to the projects</ButtonLink>}
      >
        The address may be mistyped, or what it showed was deleted.
      </EmptyState>
    </Page>
  );
}

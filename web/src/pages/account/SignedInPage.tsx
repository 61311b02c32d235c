import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";

/** Where signing in from a page that was signed out in the middle leads: that page goes on by itself. */
export function SignedInPage() {
  return (
    <Page title="You are signed in">
      <EmptyState
        title="You can close this tab"
        action={
          <ButtonLink to="/projects" variant="default">
            Go to the projects
          </ButtonLink>
        }
      >
        The page you came from has kept your work and goes on by itself.
      </EmptyState>
    </Page>
  );
}

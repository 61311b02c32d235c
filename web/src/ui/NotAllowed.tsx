import { EmptyState } from "./EmptyState";
import { ButtonLink } from "./links";
import { Page } from "./Page";

/** A page that this account may not open: who may, and where to go instead. */
export function NotAllowed({ title, who }: { title: string; who: string }) {
  return (
    <Page title={title}>
      <EmptyState
        title="Your account may not see this"
        action={<ButtonLink to="/projects">Go to the projects</ButtonLink>}
      >
        This page is for {who}. Ask an administrator of this server if you need it.
      </EmptyState>
    </Page>
  );
}

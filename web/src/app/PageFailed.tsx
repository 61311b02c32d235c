import type { ErrorComponentProps } from "@tanstack/react-router";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";

/** A page that could not be drawn, or whose script could not be loaded. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page could not be shown">
      <Problem error={error} title="The page stopped" onRetry={reset} />
    </Page>
  );
}

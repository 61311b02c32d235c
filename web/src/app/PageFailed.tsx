import { Button, Group } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useConnection } from "@/api/connection";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { PageScriptMissing } from "./lazyRouteComponent";

/** A page that could not be drawn, or whose script could not be loaded. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <Page title="This page could not be shown">
      {error instanceof PageScriptMissing ? (
        <ScriptMissing error={error} />
      ) : (
        <Problem error={error} title="The page stopped" onRetry={() => void retry()} />
      )}
    </Page>
  );
}

const WAITING =
  "The page was not loaded: the server does not answer. It opens by itself when the server is back.";

/** Nothing can be typed here, so that reloading loses nothing. */
function ScriptMissing({ error }: { error: PageScriptMissing }) {
  const connection = useConnection();
  const down = connection === "unreachable";
  useEffect(() => {
    if (!down) return;
    return () => window.location.reload();
  }, [down]);
  return (
    <Problem error={down ? new Error(WAITING) : error}>
      {!down && (
        <Group mt="xs">
          <Button size="xs" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </Group>
      )}
    </Problem>
  );
}

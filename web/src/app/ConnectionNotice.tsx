import { Alert, Button, Group, Text } from "@mantine/core";
import { IconLogin2, IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect } from "react";
import { api } from "@/api/client";
import { connection, useConnection } from "@/api/connection";
import { queryClient } from "@/api/queries";

const PAUSE = 4_000;

/** Asks whether the server answers and knows us; the outcome reaches reportConnection by itself. */
async function ask(): Promise<void> {
  try {
    await api.GET("/api/current-user/whoami");
  } catch {
    return;
  }
  if (connection() === "ok") await queryClient.invalidateQueries();
}

/** Server down or signed out: said on top of the page, which keeps all that was typed. */
export function ConnectionNotice() {
  const state = useConnection();
  useEffect(() => {
    if (state === "ok") return;
    const timer = setInterval(() => void ask(), PAUSE);
    const onFocus = () => void ask();
    window.addEventListener("focus", onFocus);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", onFocus);
    };
  }, [state]);
  if (state === "ok") return null;
  if (state === "signed-out") {
    return (
      <Alert color="yellow" radius={0} py="xs" icon={<IconLogin2 aria-hidden />} role="alert">
        <Group justify="space-between">
          <Text size="sm">
            You are signed out. Sign in in a new tab; this page keeps your work and goes on by itself.
          </Text>
          <Button component="a" href="/user/login/?next=/signed-in" target="_blank" rel="noopener" size="xs">
            Sign in
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Alert color="red" radius={0} py="xs" icon={<IconPlugConnectedX aria-hidden />} role="alert">
      <Group justify="space-between">
        <Text size="sm">
          The server at {window.location.origin} does not answer. Your work is kept on this page and sent when
          it is back; it is asked every few seconds.
        </Text>
        <Button size="xs" variant="default" onClick={() => void ask()}>
          Try now
        </Button>
      </Group>
    </Alert>
  );
}

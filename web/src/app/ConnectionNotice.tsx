import { Alert, Button, Group, type MantineColor, Text } from "@mantine/core";
import { IconClock, IconLogin2, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useConnection } from "@/api/connection";
import { queryClient } from "@/api/queries";
import { checkConnection } from "./checkConnection";
import { noticeOf } from "./notices";

const PAUSE = 4_000;

/** Server down or slow, signed out, updated: said on top of the page, which keeps all that was typed. */
export function ConnectionNotice() {
  const connection = useConnection();
  const [stranger, setStranger] = useState<string | null>(null);
  const [updated, setUpdated] = useState(false);

  const ask = useCallback(async () => {
    const found = await checkConnection();
    if (found.kind === "trouble") return;
    setStranger(found.kind === "somebody-else" ? found.email : null);
    // Somebody else's answers must not fill the forms of whoever typed here.
    if (found.kind === "same") await queryClient.invalidateQueries();
  }, []);

  const broken = connection === "unreachable" || connection === "signed-out";
  useEffect(() => {
    if (!broken) return;
    const timer = setInterval(() => void ask(), PAUSE);
    const onFocus = () => void ask();
    window.addEventListener("focus", onFocus);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", onFocus);
    };
  }, [broken, ask]);

  useEffect(() => {
    // A part of the app did not arrive. If the server answers, it has another version of it by now.
    const onMissing = () =>
      void checkConnection().then((found) => {
        if (found.kind !== "trouble") setUpdated(true);
      });
    window.addEventListener("vite:preloadError", onMissing);
    return () => window.removeEventListener("vite:preloadError", onMissing);
  }, []);

  switch (noticeOf({ connection, stranger, updated })) {
    case "none":
      return null;
    case "unreachable":
      return (
        <Strip
          color="red"
          icon={<IconPlugConnectedX aria-hidden />}
          action={
            <Button size="xs" variant="default" onClick={() => void ask()}>
              Try now
            </Button>
          }
        >
          The server at {window.location.origin} does not answer. Your work is kept on this page; it is asked
          every few seconds.
        </Strip>
      );
    case "signed-out":
      return (
        <Strip
          color="yellow"
          icon={<IconLogin2 aria-hidden />}
          action={
            <Button
              component="a"
              href="/user/login/?next=/signed-in"
              target="_blank"
              rel="noopener"
              size="xs"
            >
              Sign in
            </Button>
          }
        >
          You are signed out. Sign in in a new tab; this page keeps your work and goes on by itself.
        </Strip>
      );
    case "stranger":
      return (
        <Strip color="yellow" icon={<IconLogin2 aria-hidden />} action={<Reload />}>
          You are signed in as {stranger} now, but this page was opened by another account. Copy what you
          typed, then reload.
        </Strip>
      );
    case "updated":
      return (
        <Strip color="yellow" icon={<IconRefresh aria-hidden />} action={<Reload />}>
          Millrace was updated. Save what you typed, then reload: parts of this page are not there any more.
        </Strip>
      );
    case "slow":
      return (
        <Strip color="gray" icon={<IconClock aria-hidden />} calm>
          The server is slow to answer. Nothing is lost; the page goes on when it has answered.
        </Strip>
      );
  }
}

const Reload = () => (
  <Button size="xs" onClick={() => window.location.reload()}>
    Reload
  </Button>
);

interface StripProps {
  color: MantineColor;
  icon: ReactNode;
  action?: ReactNode;
  /** No reason to interrupt a screen reader. */
  calm?: boolean;
  children: ReactNode;
}

function Strip({ color, icon, action, calm = false, children }: StripProps) {
  return (
    <Alert color={color} radius={0} py="xs" icon={icon} role={calm ? "status" : "alert"}>
      <Group justify="space-between">
        <Text size="sm" flex="1 1 240px">
          {children}
        </Text>
        {action}
      </Group>
    </Alert>
  );
}

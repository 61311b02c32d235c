import { AppShell, Box } from "@mantine/core";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ConnectionNotice } from "./ConnectionNotice";
import { TopBar } from "./TopBar";

/** What surrounds every page: the bar on top, the connection's state, the page itself. */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  // A screen reader and the keyboard start at the new page, as after a real navigation.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the occasion
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return (
    <AppShell header={{ height: 48 }} padding={0}>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <AppShell.Header>
        <TopBar />
      </AppShell.Header>
      <AppShell.Main h="100dvh" style={{ display: "flex", flexDirection: "column" }}>
        <ConnectionNotice />
        <Box
          id="main"
          ref={main}
          tabIndex={-1}
          style={{
            flex: 1,
            minHeight: 0,
            overflow: "auto",
            outline: "none",
            display: "flex",
            flexDirection: "column",
          }}
        >
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

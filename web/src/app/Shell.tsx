import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ConnectionNotice } from "./ConnectionNotice";
import classes from "./Shell.module.css";
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
    <div className={classes.shell}>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <header className={classes.bar}>
        <TopBar />
      </header>
      <main className={classes.main}>
        <ConnectionNotice />
        <div id="main" ref={main} tabIndex={-1} className={classes.page}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}

// The router's own one reloads the window when a page's script is missing, and would do so while the server is down.
import { lazyRouteComponent as lazy } from "@tanstack/react-router";
import { checkConnection } from "./checkConnection";

/** The script of a page did not arrive: the server is down, or it was updated and has another one by now. */
export class PageScriptMissing extends Error {
  constructor(cause: unknown) {
    super("Millrace was updated while this window was open. Reload it to open this page.", { cause });
    this.name = "PageScriptMissing";
  }
}

export const lazyRouteComponent: typeof lazy = (importer, exportName) =>
  lazy(
    () =>
      importer().catch(async (cause: unknown) => {
        await checkConnection();
        throw new PageScriptMissing(cause);
      }),
    exportName,
  );

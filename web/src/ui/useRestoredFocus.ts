import { useEffect, useState } from "react";

/** For a dialog that is there only while it is open: gives the focus back to where it came from, or to the page. */
export function useRestoredFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the dialog has let go of it.
      requestAnimationFrame(() => {
        const back = before instanceof HTMLElement && before.isConnected && before !== document.body;
        (back ? before : document.getElementById("main"))?.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

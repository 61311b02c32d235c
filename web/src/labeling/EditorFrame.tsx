import { Box } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Problem } from "@/ui/Problem";
import type { EditorEvents, EditorHandle, OpenOptions } from "../../editor/port";

interface Props {
  /** See frameUrl. */
  src: string;
  /** A new object opens the editor anew. */
  options: OpenOptions;
  events: EditorEvents;
  /** The open editor, and null when it closes. */
  onEditor: (editor: EditorHandle | null) => void;
  /** What a screen reader says of it. */
  title: string;
}

/** The labeling editor in its frame. */
export function EditorFrame({ src, options, events, onEditor, title }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const listeners = useRef({ events, onEditor });
  useEffect(() => {
    listeners.current = { events, onEditor };
  });

  useEffect(() => {
    if (loaded === 0) return;
    let editor: EditorHandle | null = null;
    let closed = false;
    const { onEditor: tell, events: told } = listeners.current;
    const port = frame.current?.contentWindow?.millraceEditor;
    const opening =
      port?.open(options, told) ??
      Promise.reject(
        new Error("The labeling editor did not load. Reload the page; if that does not help, sign in again."),
      );
    opening.then(
      (open) => {
        if (closed) return open.destroy();
        editor = open;
        setError(null);
        tell(open);
      },
      (reason: unknown) => {
        if (!closed) setError(reason);
      },
    );
    return () => {
      closed = true;
      if (editor === null) return;
      tell(null);
      editor.destroy();
    };
  }, [loaded, options]);

  return (
    <Box style={{ flex: 1, minHeight: 0, minWidth: 0, display: "flex", flexDirection: "column" }}>
      <Problem
        error={error}
        title="The labeling editor could not be opened"
        onRetry={() => {
          setError(null);
          frame.current?.contentWindow?.location.reload();
        }}
      />
      <iframe
        ref={frame}
        src={src}
        title={title}
        onLoad={() => setLoaded((times) => times + 1)}
        style={{ flex: 1, minHeight: 0, width: "100%", border: 0, background: "#fff" }}
      />
    </Box>
  );
}

import { Box } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import classes from "./data.module.css";

const LEAST = 25;
const MOST = 85;
const inside = (share: number) => Math.min(MOST, Math.max(LEAST, Math.round(share)));

interface Props {
  left: ReactNode;
  right: ReactNode;
  /** There is no room for both: `right` covers `left`. */
  narrow: boolean;
}

/** Two views beside each other with a divider to drag. */
export function Split({ left, right, narrow }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // Of the width, in percent, the right side's.
  const [share, setShare] = useLocalStorage({ key: "millrace.panel-width", defaultValue: 65 });

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const frame = box.current?.getBoundingClientRect();
    if (frame === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setShare(inside(((frame.right - event.clientX) / frame.width) * 100));
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 5, ArrowRight: -5 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setShare(inside(share + step));
  };
  return (
    <Box ref={box} className={classes.split}>
      <Box
        style={{ flex: 1, minWidth: 0, display: "flex", flexDirection: "column" }}
        inert={narrow && !!right}
      >
        {left}
      </Box>
      {right && !narrow && (
        // biome-ignore lint/a11y/useSemanticElements: a rule does not move
        <div
          role="separator"
          tabIndex={0}
          className={classes.divider}
          aria-orientation="vertical"
          aria-label="Width of the task"
          aria-valuenow={share}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onKeyDown={key}
        />
      )}
      {right && (
        <Box
          bg="var(--mantine-color-body)"
          style={{
            display: "flex",
            minWidth: 0,
            ...(narrow ? { position: "absolute", inset: 0, zIndex: 3 } : { flex: `0 0 ${share}%` }),
          }}
        >
          {right}
        </Box>
      )}
    </Box>
  );
}

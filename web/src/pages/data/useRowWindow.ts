// Which rows of a scrolled list are in sight, where they are drawn, and scrolling to one. Rows have one height, so all
// of it is a division; that holds for millions of rows, where the list is scaled (scaledScroll.ts).
import { type RefCallback, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { ScaledScroll } from "./scaledScroll";

const BEYOND = 8; // rows drawn above and below what is seen

export interface RowWindow {
  /** Of the element that scrolls. */
  scroller: RefCallback<HTMLElement>;
  /** Of the element that holds the rows. */
  height: number;
  /** Of what is seen of the scroller; 0 until it is there. */
  viewWidth: number;
  first: number;
  last: number;
  /** Rows that are wholly seen at once. */
  rowsPerView: number;
  /** Where a row is drawn within the element that holds them. */
  topOf: (row: number) => number;
  /** Scrolls as little as shows the row. */
  show: (row: number) => void;
}

/** `head`: height of what stays on top of the rows inside the scroller. */
export function useRowWindow(rows: number, rowHeight: number, head = 0): RowWindow {
  const element = useRef<HTMLElement | null>(null);
  const [viewport, setViewport] = useState(600);
  const [viewWidth, setViewWidth] = useState(0);
  const [offset, setOffset] = useState(0);
  const seen = Math.max(rowHeight, viewport - head);
  const scale = useMemo(
    () => new ScaledScroll(rows * rowHeight, viewport, head),
    [rows, rowHeight, viewport, head],
  );
  const current = useRef({ scale, offset });
  current.current.scale = scale;

  const moveTo = useCallback((next: number) => {
    current.current.offset = next;
    setOffset(next);
  }, []);

  const scroller = useCallback(
    (node: HTMLElement | null) => {
      element.current = node;
      if (node === null) return;
      const onScroll = () => moveTo(current.current.scale.offsetOf(node.scrollTop));
      const onWheel = (event: WheelEvent) => {
        const { scale, offset } = current.current;
        if (!scale.scaled || event.deltaY === 0 || event.ctrlKey || event.deltaMode !== 0) return;
        event.preventDefault();
        node.scrollTop = scale.topOf(offset + event.deltaY);
        onScroll();
      };
      const size = new ResizeObserver(() => {
        setViewport(node.clientHeight);
        setViewWidth(node.clientWidth);
      });
      size.observe(node);
      node.addEventListener("scroll", onScroll, { passive: true });
      node.addEventListener("wheel", onWheel, { passive: false });
      return () => {
        size.disconnect();
        node.removeEventListener("scroll", onScroll);
        node.removeEventListener("wheel", onWheel);
        element.current = null;
      };
    },
    [moveTo],
  );

  const scrollTo = useCallback(
    (place: number) => {
      const node = element.current;
      if (node === null) return;
      node.scrollTop = current.current.scale.topOf(place);
      moveTo(current.current.scale.offsetOf(node.scrollTop));
    },
    [moveTo],
  );

  // The list grew or shrank: what was seen stays in sight.
  const before = useRef(scale);
  useLayoutEffect(() => {
    if (before.current !== scale && (before.current.scaled || scale.scaled)) scrollTo(current.current.offset);
    before.current = scale;
  }, [scale, scrollTo]);

  useEffect(() => {
    const most = Math.max(0, rows * rowHeight - seen);
    if (current.current.offset > most) scrollTo(most);
  }, [rows, rowHeight, seen, scrollTo]);

  return {
    scroller,
    height: scale.height,
    viewWidth,
    first: Math.max(0, Math.floor(offset / rowHeight) - BEYOND),
    last: Math.min(rows - 1, Math.ceil((offset + seen) / rowHeight) + BEYOND),
    rowsPerView: Math.max(1, Math.floor(seen / rowHeight)),
    topOf: (row) => scale.place(row * rowHeight, offset),
    show: (row) => {
      const start = row * rowHeight;
      const { offset } = current.current;
      if (start < offset) scrollTo(start);
      else if (start + rowHeight > offset + seen) scrollTo(start + rowHeight - seen);
    },
  };
}

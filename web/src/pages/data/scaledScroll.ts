// Browsers cap the height of an element (Firefox at 17.9 million pixels), a million rows are higher. Above MAX_HEIGHT
// the scrollbar stands for the whole list in a smaller scale; wheel and keys still move by real pixels.

export const MAX_HEIGHT = 12_000_000;

export class ScaledScroll {
  /** Height of the element that is really scrolled. */
  readonly height: number;
  readonly scaled: boolean;
  readonly #offsets: number; // how far the list can be scrolled
  readonly #tops: number; // how far the element can be
  #exact: { offset: number; top: number } | null = null;

  /** `content`: height of all rows; `viewport`: of what is seen of them; `extra`: of what scrolls with them. */
  constructor(content: number, viewport: number, extra = 0) {
    this.scaled = content > MAX_HEIGHT;
    this.height = this.scaled ? MAX_HEIGHT : content;
    this.#offsets = Math.max(0, content + extra - viewport);
    this.#tops = Math.max(1, this.height + extra - viewport);
  }

  /** Where in the list the element's scrollTop is. */
  offsetOf(top: number): number {
    if (!this.scaled) return top;
    // What was asked for comes back rounded to pixels of the element, each of which is several of the list.
    if (this.#exact !== null && Math.abs(this.#exact.top - top) < 1) return this.#exact.offset;
    this.#exact = null;
    return (top / this.#tops) * this.#offsets;
  }

  /** The scrollTop that shows this place of the list. */
  topOf(offset: number): number {
    if (!this.scaled) return offset;
    const inside = Math.min(Math.max(0, offset), this.#offsets);
    const top = (inside / this.#offsets) * this.#tops;
    this.#exact = { offset: inside, top };
    return top;
  }

  /** Where in the element something at `start` of the list is drawn, while the list stands at `offset`. */
  place(start: number, offset: number): number {
    return this.scaled ? start - offset + (offset / this.#offsets) * this.#tops : start;
  }
}

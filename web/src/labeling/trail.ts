// The tasks that the queue gave to this account, oldest first, to go back and forth in.
import type { HistoryItem } from "./rest";

export class Trail {
  private readonly items: HistoryItem[];

  constructor(items: HistoryItem[]) {
    this.items = items;
  }

  get empty(): boolean {
    return this.items.length === 0;
  }

  add(task: number): void {
    if (!this.items.some(({ taskId }) => taskId === task))
      this.items.push({ taskId: task, annotationId: null });
  }

  /** A task that is not in it, or none, stands at its end. */
  before(task: number | null): HistoryItem | undefined {
    return this.items[this.position(task) - 1];
  }

  after(task: number | null): HistoryItem | undefined {
    return this.items[this.position(task) + 1];
  }

  private position(task: number | null): number {
    const index = this.items.findIndex(({ taskId }) => taskId === task);
    return index < 0 ? this.items.length : index;
  }
}

// Saves a tab's changes by itself: one request at a time, and what changes meanwhile goes with the next one.

export interface Saving<T extends object> {
  /** Not saved yet; it counts before what was. */
  pending: Partial<T>;
  /** Why the last attempt failed. */
  error: unknown;
}

export class Saver<T extends object> {
  readonly #save: (part: Partial<T>) => Promise<unknown>;
  readonly #listeners = new Set<() => void>();
  #state: Saving<T> = { pending: {}, error: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;

  constructor(save: (part: Partial<T>) => Promise<unknown>) {
    this.#save = save;
  }

  readonly state = (): Saving<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes a change; `wait`: milliseconds in which more of its kind may come. */
  change(part: Partial<T>, wait = 0): void {
    this.#set({ pending: { ...this.#state.pending, ...part }, error: null });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  /** Saves what is pending; resolves when nothing is, or when it failed. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    while (Object.keys(this.#state.pending).length > 0) {
      const part = this.#state.pending;
      try {
        await this.#save(part);
      } catch (error) {
        this.#set({ ...this.#state, error });
        return;
      }
      const later = Object.entries(this.#state.pending).filter(
        ([name, value]) => value !== part[name as keyof T],
      );
      this.#set({ pending: Object.fromEntries(later) as Partial<T>, error: null });
    }
  }

  #set(state: Saving<T>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

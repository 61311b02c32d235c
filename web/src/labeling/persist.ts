// Asks again until the server answers, for what must not be given up because the network is down.
import { causeOf, isTemporary, pauses, type WaitCause } from "./waiting";

export class Persistent {
  private wakeUp: (() => void) | null = null;
  private stopped = false;

  /** The answer, or the refusal. While it waits, `waiting` is told why. */
  async run<T>(call: () => Promise<T>, waiting: (cause: WaitCause) => void): Promise<T> {
    this.stopped = false;
    const pause = pauses();
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (this.stopped || !isTemporary(error)) throw error;
        waiting(causeOf(error));
        await this.sleep(pause.next().value);
        if (this.stopped) throw error;
      }
    }
  }

  /** Asks now instead of later. */
  wake(): void {
    this.wakeUp?.();
  }

  /** The call that waits fails with its last error. */
  stop(): void {
    this.stopped = true;
    this.wake();
  }

  private sleep(pause: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Job, useJob } from "./useJob";

const asked = vi.hoisted(() => vi.fn());
vi.mock("@/api/client", () => ({ api: { GET: asked }, ok: (answer: unknown) => answer }));

const job = (state: Job["state"], seconds = 1) => ({ state, seconds }) as Job;

class FakeSource {
  static made: FakeSource[] = [];
  closed = false;
  private listeners = new Map<string, (event: MessageEvent<string>) => void>();
  constructor(readonly url: string) {
    FakeSource.made.push(this);
  }
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.closed = true;
  }
  emit(type: string, data?: Job) {
    act(() => this.listeners.get(type)?.({ data: JSON.stringify(data) } as MessageEvent<string>));
  }
}

beforeEach(() => {
  FakeSource.made = [];
  asked.mockReset();
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => vi.unstubAllGlobals());

function follow(handle: string | null) {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(({ handle }) => useJob(handle), { wrapper, initialProps: { handle } });
}
const source = (at: number): FakeSource => {
  const found = FakeSource.made[at];
  if (found === undefined) throw new Error(`there is no stream ${at}`);
  return found;
};

test("the job is asked for once, then told by its events until it is done", () => {
  asked.mockResolvedValue(job("queued"));
  const { result } = follow("a/b");
  expect(source(0).url).toBe("/api/v1/jobs/a%2Fb/events");
  source(0).emit("progress", job("in_progress"));
  expect(result.current.job?.state).toBe("in_progress");
  source(0).emit("done", job("completed"));
  expect(result.current.job?.state).toBe("completed");
  expect(source(0).closed).toBe(true);
  expect(asked).toHaveBeenCalledOnce();
});

test("a stream that breaks is replaced by asking", async () => {
  asked.mockResolvedValue(job("completed_with_errors"));
  const { result } = follow("b");
  source(0).emit("progress", job("in_progress"));
  source(0).emit("error");
  await waitFor(() => expect(result.current.job?.state).toBe("completed_with_errors"));
  expect(source(0).closed).toBe(true);
});

test("more jobs than streams are asked for, and leaving the page gives the streams back", async () => {
  asked.mockResolvedValue(job("completed"));
  const pages = [follow("1"), follow("2"), follow("3")];
  expect(FakeSource.made).toHaveLength(2);
  await waitFor(() => expect(pages[2]?.result.current.job?.state).toBe("completed"));
  for (const page of pages) page.unmount();
  expect(FakeSource.made.every(({ closed }) => closed)).toBe(true);
  follow("4");
  expect(FakeSource.made).toHaveLength(3);
});

test("no job, nothing asked", () => {
  expect(follow(null).result.current.job).toBeUndefined();
  expect(FakeSource.made).toHaveLength(0);
});

import { expect, test } from "vitest";
import { after, BEGUN, type Diagnosis, type Probe, verdict } from "./checkRun";

const probe = (number: number, state: Probe["state"]): Probe => ({
  number,
  name: `p${number}`,
  title: `Probe ${number}`,
  state,
  detail: "",
  advice: "",
  paste: "",
  language: "text",
  essential: false,
  seconds: 0,
});
const event = (name: string, data: unknown) => ({ event: name, data: JSON.stringify(data) });

test("probes stand in their order as they end, the last word wins", () => {
  let run = after(BEGUN, event("started", { number: 1, name: "p1", title: "Probe 1" }));
  expect(run.current).toBe("Probe 1");
  run = after(run, event("probe", probe(2, "ok")));
  run = after(run, event("probe", probe(1, "ok")));
  expect(run.current).toBeNull();
  expect(run.probes.map(({ number }) => number)).toEqual([1, 2]);
  run = after(run, event("probe", probe(2, "warning")));
  expect(run.probes.map(({ state }) => state)).toEqual(["ok", "warning"]);
  const probes = [probe(1, "failed"), probe(2, "skipped")];
  run = after(run, event("done", { probes }));
  expect(run.probes).toEqual(probes);
});

test("events that are not known are passed over", () => {
  expect(after(BEGUN, event("weather", {}))).toBe(BEGUN);
});

test("the verdict counts", () => {
  const of = (failed: number, warning: number) =>
    verdict({ counts: { ok: 1, failed, warning, skipped: 0 } } as Diagnosis);
  expect(of(0, 0)).toBe("The connection works.");
  expect(of(0, 2)).toBe("The connection works, with 2 warnings.");
  expect(of(1, 2)).toMatch(/^1 check failed\. Do what stands below it/);
});

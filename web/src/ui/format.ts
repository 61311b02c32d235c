// Numbers, times and sizes as people read them.

const numbers = new Intl.NumberFormat("en-US");

/** 1203977 → "1,203,977" */
export const count = (value: number): string => numbers.format(value);

/** (1, "task") → "1 task", (2, "task") → "2 tasks" */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const STEPS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** 1536 → "1.5 KiB" */
export function bytes(value: number): string {
  let step = 0;
  let rest = value;
  while (rest >= 1024 && step < STEPS.length - 1) {
    rest /= 1024;
    step++;
  }
  return `${step === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${STEPS[step]}`;
}

/** "2 min ago", "just now", "in 3 h" */
export function ago(time: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - time.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 10) return "just now";
  const words = duration(distance);
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** Seconds in their largest unit: 75 → "1 min" */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return plural(Math.floor(seconds / 86_400), "day");
}

/** The exact local time, for hovering. */
export const exact = (time: Date): string =>
  time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

import { expect, test } from "vitest";
import { MAX_HEIGHT, ScaledScroll } from "./scaledScroll";

test("a list that a browser can hold is not scaled", () => {
  const scroll = new ScaledScroll(4_000_000, 800);
  expect(scroll.scaled).toBe(false);
  expect(scroll.height).toBe(4_000_000);
  expect(scroll.offsetOf(123)).toBe(123);
  expect(scroll.topOf(456)).toBe(456);
  expect(scroll.place(40_000, 39_900)).toBe(40_000);
});

const million = () => new ScaledScroll(40_000_000, 800);

test("both ends of the scrollbar are the ends of the list", () => {
  const scroll = million();
  expect(scroll.height).toBe(MAX_HEIGHT);
  expect(scroll.offsetOf(0)).toBe(0);
  expect(scroll.offsetOf(MAX_HEIGHT - 800)).toBe(40_000_000 - 800);
  expect(scroll.topOf(1e12)).toBe(MAX_HEIGHT - 800);
  expect(scroll.topOf(-5)).toBe(0);
});

test("a place that was asked for is kept although the browser rounds it", () => {
  const scroll = million();
  const top = scroll.topOf(20_000_040);
  expect(scroll.offsetOf(Math.round(top))).toBe(20_000_040);
  expect(scroll.offsetOf(Math.round(top) + 500)).not.toBe(20_000_040);
});

test("a step of the wheel moves by as many pixels of the list", () => {
  const scroll = million();
  let offset = scroll.offsetOf(6_000_000);
  for (let i = 0; i < 5; i++) {
    const before = offset;
    offset = scroll.offsetOf(Math.round(scroll.topOf(before + 100)));
    expect(offset).toBeCloseTo(before + 100, 5);
  }
});

test("rows are drawn where the element is seen", () => {
  const scroll = million();
  const offset = scroll.offsetOf(6_000_000);
  expect(scroll.place(offset, offset)).toBeCloseTo(6_000_000, 3);
  expect(scroll.place(offset + 40, offset)).toBeCloseTo(6_000_040, 3);
});

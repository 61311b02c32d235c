import { expect, test } from "vitest";
import { dismiss, MOST_NOTICES, notices, notify } from "./notices";

const messages = () => notices().map(({ message }) => message);

test("the oldest notices make room for new ones, and each is dismissed alone", () => {
  for (let i = 0; i <= MOST_NOTICES; i++) notify({ message: `${i}` });
  expect(messages()).toEqual(["1", "2", "3", "4", "5"]);
  const third = notices()[2];
  if (third === undefined) throw new Error("unreachable");
  dismiss(third.id);
  dismiss(third.id);
  expect(messages()).toEqual(["1", "2", "4", "5"]);
});

import { expect, test } from "vitest";
import { causeOfMedia, fieldOf, nameOf } from "./mediaCause";

const resolved = `/tasks/1/resolve/?fileuri=${btoa("s3://cats/raw/0412.jpg")}`;

test("the field that holds a file is found, in lists and objects, too", () => {
  const data = { title: "x", pages: ["/data/1.png", "/data/2.png"], chat: [{ audio: resolved }] };
  expect(fieldOf(data, `${window.location.origin}/data/2.png`)).toBe("pages");
  expect(fieldOf(data, resolved)).toBe("chat");
  expect(fieldOf(data, "https://elsewhere.example/a.png")).toBeNull();
  expect(fieldOf(data, `${window.location.origin}${resolved.replace(/=$/, "%3D")}&lsref=1`)).toBe("chat");
  expect(fieldOf({ empty: "" }, window.location.href)).toBeNull();
});

test("a file has the name that its storage gives it", () => {
  expect(nameOf(resolved)).toBe("s3://cats/raw/0412.jpg");
  expect(nameOf(`/tasks/1/resolve/?fileuri=${encodeURIComponent("gs://b/a b.png")}`)).toBe("gs://b/a b.png");
  expect(nameOf(`${window.location.origin}/data/upload/1/a.png`)).toBe("/data/upload/1/a.png");
  expect(nameOf("https://elsewhere.example/a.png?x=1")).toBe("https://elsewhere.example/a.png?x=1");
  expect(nameOf("https://b.example/a.png?X-Amz-Date=20250601T120000Z&X-Amz-Expires=300")).toBe(
    "https://b.example/a.png",
  );
  // Base64 for addresses, as the server writes it: the letters - and _.
  expect(nameOf("/tasks/1/resolve/?fileuri=czM6Ly9jYXRzL8O-w78_LnBuZw==")).toBe("s3://cats/þÿ?.png");
  expect(nameOf("/tasks/1/resolve/?fileuri=%%%")).toContain("/tasks/1/resolve/");
});

test("each cause says what to do", () => {
  const file = { url: "https://cats.s3.amazonaws.com/a.png", read: true };
  expect(causeOfMedia({ kind: "no-cors" }, file)).toMatchObject({
    storage: true,
    todo: expect.stringContaining("CORS settings"),
  });
  expect(causeOfMedia({ kind: "blocked" }, file).why).toContain("cats.s3.amazonaws.com");
  expect(causeOfMedia({ kind: "status", status: 403, detail: null }, file).why).toContain("403");
  expect(causeOfMedia({ kind: "status", status: 404, detail: null }, file).todo).toContain("sync");
  expect(causeOfMedia({ kind: "status", status: 404, detail: "It is gone." }, file).why).toBe("It is gone.");
  expect(causeOfMedia({ kind: "loads" }, file).storage).toBe(false);
});

test("what is only shown needs no CORS rule, so that is not its cause", () => {
  const shown = { url: "https://cats.s3.amazonaws.com/a.png", read: false };
  expect(causeOfMedia({ kind: "no-cors" }, shown).todo).not.toContain("CORS");
});

test("an address of ours is not blamed for its storage", () => {
  expect(causeOfMedia({ kind: "unreachable" }, { url: resolved, read: false }).why).toBe(
    "The storage of this file does not answer this browser.",
  );
});

test("an old link says when it ended", () => {
  const link = {
    url: "https://b.example/a?X-Amz-Date=20250601T120000Z&X-Amz-Expires=300",
    read: false,
  };
  for (const probe of [{ kind: "no-cors" }, { kind: "status", status: 403, detail: null }] as const) {
    expect(causeOfMedia(probe, link, new Date("2025-06-01T12:05:01Z")).why).toContain("expired on");
    expect(causeOfMedia(probe, link, new Date("2025-06-01T12:04:59Z")).why).not.toContain("expired on");
  }
});

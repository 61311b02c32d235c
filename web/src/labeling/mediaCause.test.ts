import { expect, test } from "vitest";
import { causeOfMedia, fieldOf, nameOf } from "./mediaCause";

const resolved = `/tasks/1/resolve/?fileuri=${btoa("s3://cats/raw/0412.jpg")}`;

test("the field that holds a file is found, in lists and objects, too", () => {
  const data = { title: "x", pages: ["/data/1.png", "/data/2.png"], chat: [{ audio: resolved }] };
  expect(fieldOf(data, `${window.location.origin}/data/2.png`)).toBe("pages");
  expect(fieldOf(data, resolved)).toBe("chat");
  expect(fieldOf(data, "https://elsewhere.example/a.png")).toBeNull();
  expect(fieldOf({ empty: "" }, window.location.href)).toBeNull();
});

test("a file has the name that its storage gives it", () => {
  expect(nameOf(resolved)).toBe("s3://cats/raw/0412.jpg");
  expect(nameOf(`/tasks/1/resolve/?fileuri=${encodeURIComponent("gs://b/a b.png")}`)).toBe("gs://b/a b.png");
  expect(nameOf(`${window.location.origin}/data/upload/1/a.png`)).toBe("/data/upload/1/a.png");
  expect(nameOf("https://elsewhere.example/a.png?x=1")).toBe("https://elsewhere.example/a.png?x=1");
  expect(nameOf("/tasks/1/resolve/?fileuri=%%%")).toContain("/tasks/1/resolve/");
});

test("each cause says what to do", () => {
  const url = "https://cats.s3.amazonaws.com/a.png";
  expect(causeOfMedia({ kind: "no-cors" }, url)).toMatchObject({
    storage: true,
    why: expect.stringContaining("CORS"),
  });
  expect(causeOfMedia({ kind: "blocked" }, url).why).toContain("cats.s3.amazonaws.com");
  expect(causeOfMedia({ kind: "status", status: 403, detail: null }, url).why).toContain("403");
  expect(causeOfMedia({ kind: "status", status: 404, detail: null }, url).todo).toContain("sync");
  expect(causeOfMedia({ kind: "status", status: 404, detail: "It is gone." }, url).why).toBe("It is gone.");
  expect(causeOfMedia({ kind: "loads" }, url).storage).toBe(false);
});

import { expect, test } from "vitest";
import { firstPicture, mediaAddress, pictureIn, shortText } from "./taskMedia";

test("what lies in a storage is resolved by the server", () => {
  expect(mediaAddress(5, "s3://cats/raw/a b.jpg")).toBe(
    "/tasks/5/resolve/?fileuri=s3%3A%2F%2Fcats%2Fraw%2Fa%20b.jpg",
  );
  expect(mediaAddress(5, "https://example.com/a.jpg")).toBe("https://example.com/a.jpg");
  expect(mediaAddress(5, "/data/upload/1/a.jpg")).toBe("/data/upload/1/a.jpg");
});

test("the first picture is found", () => {
  expect(firstPicture({ id: 1, data: { text: "a.jpg is a name", image: "gs://b/x.PNG" } })?.key).toBe(
    "image",
  );
  expect(firstPicture({ id: 1, data: { image: "https://h/x.jpg?signature=1" } })?.value).toBe(
    "https://h/x.jpg?signature=1",
  );
  expect(firstPicture({ id: 1, data: { image: "/data/local-files/?d=a%2Fx.jpg" } })?.key).toBe("image");
  expect(firstPicture({ id: 1, data: { pages: ["s3://b/1.png", "s3://b/2.png"] } })?.value).toBe(
    "s3://b/1.png",
  );
  expect(firstPicture({ id: 1, data: { audio: "s3://b/x.wav", n: 3, none: null } })).toBeUndefined();
  expect(firstPicture({ id: 1 })).toBeUndefined();
});

test("a column may hold pictures whose names do not say so", () => {
  const task = { id: 1, data: { image: "https://h/picture/7", text: "no address" } };
  expect(firstPicture(task)).toBeUndefined();
  expect(pictureIn(task, "image")?.address).toBe("https://h/picture/7");
  expect(pictureIn(task, "text")).toBeUndefined();
  expect(pictureIn(task, "none")).toBeUndefined();
});

test("scripts are no pictures", () => {
  expect(firstPicture({ id: 1, data: { image: "javascript:alert(1)//x.png" } })).toBeUndefined();
});

test("values are shown as one short line", () => {
  expect(shortText("a\n  b")).toBe("a b");
  expect(shortText({ a: [1] })).toBe('{"a":[1]}');
  expect(shortText(null)).toBe("");
  expect(shortText("x".repeat(9000))).toHaveLength(300);
});

import { expect, test } from "vitest";
import { expiryOf } from "./linkExpiry";

test("links of S3, Google and Azure say when they end", () => {
  const end = new Date("2025-06-01T12:05:00Z");
  expect(expiryOf("https://b.s3.amazonaws.com/a?X-Amz-Date=20250601T120000Z&X-Amz-Expires=300")).toEqual(end);
  expect(
    expiryOf("https://storage.googleapis.com/b/a?X-Goog-Date=20250601T120000Z&X-Goog-Expires=300"),
  ).toEqual(end);
  expect(expiryOf("https://a.blob.core.windows.net/c/a?se=2025-06-01T12%3A05%3A00Z&sig=x")).toEqual(end);
  expect(
    expiryOf(`https://b.s3.amazonaws.com/a?AWSAccessKeyId=A&Signature=x&Expires=${end.getTime() / 1000}`),
  ).toEqual(end);
});

test("others do not", () => {
  expect(expiryOf("https://b.example/a.png")).toBeNull();
  expect(expiryOf("/data/upload/1/a.png?se=2025-06-01")).toBeNull();
  expect(expiryOf("https://b.example/a?X-Amz-Date=yesterday&X-Amz-Expires=300")).toBeNull();
  expect(expiryOf("https://b.example/a?X-Amz-Date=20250601T120000Z&X-Amz-Expires=soon")).toBeNull();
});

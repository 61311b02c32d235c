import { expect, test } from "vitest";
import { readEvents } from "./events";

const streamOf = (...pieces: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });

async function all(...pieces: string[]) {
  const events = [];
  for await (const event of readEvents(streamOf(...pieces))) events.push(event);
  return events;
}

test("events arrive whole, wherever the stream was cut", async () => {
  expect(await all("event: pro", 'be\ndata: {"a":', "1}\n", "\nevent: done\ndata: {}\n\n")).toEqual([
    { event: "probe", data: '{"a":1}' },
    { event: "done", data: "{}" },
  ]);
});

test("comments are no events, lines of data belong together, the cut-off end is dropped", async () => {
  expect(await all(": still here\n\ndata: a\ndata: b\n\ndata: never en")).toEqual([
    { event: "message", data: "a\nb" },
  ]);
});

test("CRLF ends lines too", async () => {
  expect(await all("event: x\r\ndata: é\r\n\r\n")).toEqual([{ event: "x", data: "é" }]);
});

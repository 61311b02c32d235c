import { expect, test } from "vitest";
import { type SafeTree, safeTree } from "./safeHtml";

const text = (tree: SafeTree): string =>
  tree
    .map((node) => (typeof node === "string" ? node : `<${node.tag}>${text(node.children)}</${node.tag}>`))
    .join("");

test("order and emphasis stay", () => {
  expect(text(safeTree("<h2>Boxes</h2><ul><li>one <b>tight</b> box</li></ul>"))).toBe(
    "<h2>Boxes</h2><ul><li>one <b>tight</b> box</li></ul>",
  );
});

test("plain text stays as it is", () => {
  expect(safeTree("Draw a box.\nThen submit: 1 < 2")).toEqual(["Draw a box.\nThen submit: 1 < 2"]);
});

test("scripts, styles, frames and handlers go", () => {
  const tree = safeTree(
    `<p onclick="alert(1)" style="position:fixed">a<script>alert(1)</script><svg onload="alert(1)"><text>x</text></svg>` +
      `<iframe src="https://evil.example"></iframe><style>p{}</style></p>`,
  );
  expect(tree).toEqual([{ tag: "p", props: {}, children: ["a"] }]);
});

test("unknown elements leave their text", () => {
  expect(safeTree("<center><font color=red>hi</font></center>")).toEqual(["hi"]);
});

test("links lead only where links may lead", () => {
  const links = safeTree(
    `<a href="javascript:alert(1)">a</a><a href="https://example.com/x">b</a><a href="/docs">c</a><a href=" jAvascript:alert(1)">d</a>`,
  );
  expect(links.map((node) => (typeof node === "string" ? node : node.props.href))).toEqual([
    undefined,
    "https://example.com/x",
    "/docs",
    undefined,
  ]);
});

test("pictures come from the web, not out of data", () => {
  expect(safeTree(`<img src="data:image/svg+xml,x" alt="a">`)).toEqual([]);
  expect(safeTree(`<img src="https://example.com/a.png" alt="a" onerror="alert(1)">`)).toEqual([
    { tag: "img", props: { src: "https://example.com/a.png", alt: "a" }, children: [] },
  ]);
});

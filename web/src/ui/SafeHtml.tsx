import { Typography } from "@mantine/core";
import { createElement, type ReactNode, useMemo } from "react";
import { type SafeTree, safeTree } from "./safeHtml";

const EMPTY = new Set(["br", "hr", "img"]);

function draw(tree: SafeTree): ReactNode[] {
  return tree.map((node, index) => {
    if (typeof node === "string") return node;
    const outside = node.tag === "a" ? { target: "_blank", rel: "noopener noreferrer" } : {};
    return createElement(
      node.tag,
      { key: index, ...node.props, ...outside },
      ...(EMPTY.has(node.tag) ? [] : draw(node.children)),
    );
  });
}

/** HTML that somebody wrote, to read: see safeHtml.ts. */
export function SafeHtml({ html }: { html: string }) {
  const tree = useMemo(() => safeTree(html), [html]);
  return <Typography style={{ whiteSpace: "pre-line" }}>{draw(tree)}</Typography>;
}

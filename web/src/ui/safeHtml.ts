// HTML that somebody wrote for others to read, down to what can only be read: text, its order and emphasis, links,
// pictures. No element is put on the page that is not listed here.

export interface SafeNode {
  tag: string;
  props: { href?: string; src?: string; alt?: string };
  children: SafeTree;
}
export type SafeTree = (string | SafeNode)[];

const KEPT = new Set(
  "p br hr b strong i em u s del mark small sub sup code pre kbd blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tr th td a img".split(
    " ",
  ),
);
/** Whose text is no text for people. */
const DROPPED = new Set("script style template iframe object embed svg math noscript head title".split(" "));

function address(value: string | null, schemes: RegExp): string | undefined {
  if (value === null) return undefined;
  try {
    const url = new URL(value, "https://relative.invalid/");
    return schemes.test(url.protocol) ? value : undefined;
  } catch {
    return undefined;
  }
}

function walk(node: Node): SafeTree {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ""];
  if (!(node instanceof HTMLElement)) return [];
  const tag = node.localName;
  if (DROPPED.has(tag)) return [];
  const children = [...node.childNodes].flatMap(walk);
  if (!KEPT.has(tag)) return children;
  if (tag === "a")
    return [{ tag, props: { href: address(node.getAttribute("href"), /^(https?|mailto):$/) }, children }];
  if (tag === "img") {
    const src = address(node.getAttribute("src"), /^https?:$/);
    return src === undefined
      ? []
      : [{ tag, props: { src, alt: node.getAttribute("alt") ?? "" }, children: [] }];
  }
  return [{ tag, props: {}, children }];
}

// They would not run, but the policy of the page would report each.
const withoutHandlers = (html: string): string =>
  html.replace(/<[^>]+>/g, (tag) => tag.replace(/\son\w+\s*=/gi, " data-handler="));

export function safeTree(html: string): SafeTree {
  // A document that is never shown: nothing in it loads or runs.
  const { body } = new DOMParser().parseFromString(withoutHandlers(html), "text/html");
  return [...body.childNodes].flatMap(walk);
}

import { Badge } from "@mantine/core";
import { toneOf } from "./status";

/** A state in words and colour. */
export function State({ of }: { of: string }) {
  const { words, colour } = toneOf(of);
  return (
    <Badge
      variant="outline"
      color={colour}
      tt="none"
      miw="max-content"
      style={{ "--badge-color": "inherit" }}
    >
      {words}
    </Badge>
  );
}

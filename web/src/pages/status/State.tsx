import { Badge } from "@mantine/core";
import { toneNamed } from "@/ui/job/states";

/** A state in words and colour. */
export function State({ of }: { of: string }) {
  const { word, color } = toneNamed(of);
  return (
    <Badge variant="outline" color={color} tt="none" miw="max-content" style={{ "--badge-color": "inherit" }}>
      {word}
    </Badge>
  );
}

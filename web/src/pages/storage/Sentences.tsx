import { Anchor, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { count } from "@/ui/format";

const FIRST = 3;

/** Sentences of the server; of many only the first, until the others are asked for. */
export function Sentences({ sentences }: { sentences: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? sentences : sentences.slice(0, FIRST);
  return (
    <Stack gap={2} align="flex-start">
      {[...new Set(shown)].map((sentence) => (
        <Text key={sentence} size="sm" style={{ overflowWrap: "anywhere" }}>
          {sentence}
        </Text>
      ))}
      {shown.length < sentences.length && (
        <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>
          Show all {count(sentences.length)} sentences
        </Anchor>
      )}
    </Stack>
  );
}

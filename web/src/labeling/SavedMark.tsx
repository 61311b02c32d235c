import { Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCloudUp } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { exact } from "@/ui/format";
import { wordsOf } from "./savedWords";
import type { SessionState } from "./state";

const ICONS = { calm: IconCheck, busy: IconCloudUp, warning: IconAlertTriangle };

/** Whether the work is on the server, always. */
export function SavedMark({ state }: { state: SessionState }) {
  const [now, setNow] = useState(() => new Date());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state is told at its own time
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 5_000);
    return () => clearInterval(timer);
  }, [state.saved, state.sending]);
  const words = wordsOf(state, now);
  if (words === null) return null;
  const Icon = ICONS[words.tone];
  return (
    <Group gap={4} wrap="nowrap" role="status" aria-label="Saved state" miw={0}>
      <Icon
        size={16}
        aria-hidden
        style={{ flexShrink: 0 }}
        color={words.tone === "warning" ? "var(--mantine-color-orange-text)" : undefined}
      />
      <Text size="sm" truncate title={words.at === null ? undefined : exact(new Date(words.at))}>
        {words.short}
      </Text>
    </Group>
  );
}

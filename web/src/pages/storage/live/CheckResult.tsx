import { Box, Group, List, Loader, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { CopyBlock } from "@/ui/CopyBlock";
import { Problem } from "@/ui/Problem";
import { type Probe, STATE_WORDS, verdict } from "./checkRun";
import type { Check } from "./useCheck";

const MARKS = {
  ok: <IconCheck size={16} color="var(--mantine-color-teal-text)" aria-hidden />,
  warning: <IconAlertTriangle size={16} color="var(--mantine-color-yellow-text)" aria-hidden />,
  failed: <IconX size={16} color="var(--mantine-color-red-text)" aria-hidden />,
  skipped: <IconMinus size={16} color="var(--mantine-color-dimmed)" aria-hidden />,
};

/** The probes of a run, each with what it found, what to do, and what to paste. */
export function CheckResult({ check }: { check: Check }) {
  const { run, running, error } = check;
  if (run === null && error === null) return null;
  return (
    <Stack gap="xs">
      {/* Probes are read aloud as they end. */}
      <List
        aria-live="polite"
        aria-relevant="additions"
        aria-label="Checks"
        listStyleType="none"
        spacing={6}
        size="sm"
        styles={{ itemWrapper: { alignItems: "flex-start" }, itemIcon: { marginTop: 3 } }}
      >
        {run?.probes.map((probe) => (
          <List.Item key={probe.number} icon={MARKS[probe.state]}>
            <ProbeText probe={probe} />
          </List.Item>
        ))}
      </List>
      {running && (
        <Group gap="xs">
          <Loader size={14} />
          <Text size="sm" c="dimmed">
            {run?.current ?? "Connecting"} …
          </Text>
        </Group>
      )}
      {run?.diagnosis && (
        <Text size="sm" fw={500} role="status">
          {verdict(run.diagnosis)}
        </Text>
      )}
      <Problem error={error} title="The connection could not be checked" />
    </Stack>
  );
}

function ProbeText({ probe }: { probe: Probe }) {
  const wrong = probe.state === "failed" || probe.state === "warning";
  return (
    <Box style={{ overflowWrap: "anywhere" }}>
      <Text size="sm" component="span" fw={wrong ? 600 : 400}>
        {probe.title}
      </Text>
      {probe.state === "skipped" ? (
        <Text size="sm" component="span" c="dimmed">
          {" "}
          · skipped
        </Text>
      ) : (
        <VisuallyHidden>: {STATE_WORDS[probe.state]}</VisuallyHidden>
      )}
      {probe.detail !== "" && (
        <Text size="sm" c={wrong ? undefined : "dimmed"}>
          {probe.detail}
        </Text>
      )}
      {probe.advice !== "" && <Text size="sm">{probe.advice}</Text>}
      {probe.paste !== "" && <CopyBlock text={probe.paste} label={`what to paste for “${probe.title}”`} />}
    </Box>
  );
}

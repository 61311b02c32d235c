import { Anchor, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconChevronRight } from "@tabler/icons-react";
import { count, plural } from "@/ui/format";
import type { Storage } from "../queries";
import type { Panel } from "./CardMenu";
import { changes, holdings, skipped, skippedBecause } from "./words";

interface Props {
  storage: Storage;
  onOpen: (panel: Panel) => void;
}

/** "1,203,977 tasks · 12 new · 3 changed · 0 gone · 141 skipped · 9 failed ▸" */
export function SourceCounts({ storage, onOpen }: Props) {
  const { counts, failures = 0, ignored = 0 } = storage;
  const left = counts === null ? 0 : skipped(counts);
  return (
    <Text size="sm">
      {holdings(storage)}
      {counts && ` · ${changes(counts)}`}
      {counts && left > 0 && (
        <span title={skippedBecause(counts)}>
          {" · "}
          {count(left)} skipped
        </span>
      )}
      {failures > 0 && (
        <>
          {" · "}
          <OpenPanel onClick={() => onOpen("failures")}>{count(failures)} failed</OpenPanel>
        </>
      )}
      {ignored > 0 && (
        <>
          {" · "}
          <OpenPanel onClick={() => onOpen("ignored")}>{count(ignored)} ignored</OpenPanel>
        </>
      )}
    </Text>
  );
}

/** "4,112 written · 2 pending", and below it what needs a decision. */
export function TargetCounts({ storage, onOpen }: Props) {
  const { outbox } = storage;
  if (outbox === undefined) return null;
  const { written, pending, failed, conflicts, kept } = outbox;
  return (
    <>
      <Text size="sm">
        {count(written)} written · {count(pending)} pending
        {failed > 0 && ` · ${count(failed)} failed`}
        {kept > 0 && ` · ${count(kept)} kept as theirs`}
      </Text>
      {conflicts > 0 && (
        <Group gap={6} wrap="nowrap">
          <IconAlertTriangle size={16} color="var(--mantine-color-yellow-text)" aria-hidden />
          <Text size="sm">
            <OpenPanel onClick={() => onOpen("conflicts")}>{plural(conflicts, "conflict")}</OpenPanel> someone
            else wrote {conflicts === 1 ? "this object" : "these objects"}
          </Text>
        </Group>
      )}
    </>
  );
}

function OpenPanel({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <Anchor component="button" type="button" size="sm" onClick={onClick}>
      {children}
      <IconChevronRight size={14} aria-hidden style={{ verticalAlign: "-2px" }} />
    </Anchor>
  );
}

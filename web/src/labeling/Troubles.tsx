import { Group, Text } from "@mantine/core";
import { plural } from "@/ui/format";
import { RelativeTime } from "@/ui/RelativeTime";
import { makerName } from "./collision";
import { sizeOf } from "./kept";
import { Choice, Notice } from "./Notice";
import type { LabelingSession } from "./session";
import type { Act, SessionState } from "./state";

const FAILED: Record<Act, string> = {
  submit: "Not submitted",
  update: "Not updated",
  skip: "Not skipped",
  unskip: "The skip was not taken back",
  delete: "Not deleted",
  postpone: "The task was not left",
};

const parts = (count: number) => plural(count, "region or choice", "regions and choices");

/** Above the editor: what was refused, who was faster, what was brought back; each with the ways on. */
export function Troubles({ session, state }: { session: LabelingSession; state: SessionState }) {
  const { trouble, restored, saved, configErrors } = state;
  return (
    <>
      {trouble?.kind === "refused" && (
        <Notice kind="refused" title={FAILED[trouble.act]}>
          <Text size="sm">{trouble.message} What you labeled stands in the editor.</Text>
          <Group mt={4}>
            <Choice onClick={() => session.dismissTrouble()}>Close</Choice>
          </Group>
        </Notice>
      )}
      {trouble?.kind === "theirs" && (
        <Notice kind="refused" title={FAILED[trouble.act]}>
          <Text size="sm">
            This annotation is {trouble.maker}'s, and you may change only your own. What you labeled stands in
            the editor: submit it as an annotation of yours, or ask a manager to change theirs.
          </Text>
          <Group mt={4} gap="xs">
            <Choice onClick={() => void session.submitAsMine()}>Submit as mine</Choice>
            <Choice onClick={() => session.dismissTrouble()}>Close</Choice>
          </Group>
        </Notice>
      )}
      {trouble?.kind === "editor" && (
        <Notice kind="warning" title="The labeling editor reports a fault">
          <Text size="sm">
            {trouble.message}. If it does not work as it should, reload the page: your work is kept.
          </Text>
          <Group mt={4}>
            <Choice onClick={() => session.dismissTrouble()}>Close</Choice>
          </Group>
        </Notice>
      )}
      {trouble?.kind === "model" && (
        <Notice kind="warning" title="The model did not help with this region">
          <Text size="sm">{trouble.message} What you drew stays.</Text>
          <Group mt={4}>
            <Choice onClick={() => session.dismissTrouble()}>Close</Choice>
          </Group>
        </Notice>
      )}
      {state.task?.predictionProblem && (
        <Notice kind="warning" title="This task comes without the model's prediction">
          <Text size="sm">{state.task.predictionProblem}</Text>
        </Notice>
      )}
      {trouble?.kind === "conflict" && (
        <Notice kind="warning" title="This was changed somewhere else, perhaps in another tab">
          <Text size="sm">
            {trouble.message} The other version: {parts(trouble.theirs.result.length)}, by{" "}
            {makerName(trouble.theirs)}, <RelativeTime at={trouble.theirs.updated_at} />. Yours:{" "}
            {parts(trouble.mine.result.length)}. You are looking at{" "}
            <strong>{trouble.showing === "mine" ? "yours" : "the other one"}</strong>.
          </Text>
          <Group mt={4} gap="xs">
            {trouble.showing === "mine" ? (
              <Choice onClick={() => session.conflicts.show("theirs")}>Look at the other</Choice>
            ) : (
              <Choice onClick={() => session.conflicts.show("mine")}>Look at mine</Choice>
            )}
            <Choice onClick={() => session.conflicts.keepMine()}>Keep mine as a draft</Choice>
            <Choice onClick={() => void session.conflicts.takeTheirs()}>Take the other, drop mine</Choice>
          </Group>
        </Notice>
      )}
      {saved.kind === "conflict" && (
        <Notice kind="warning" title="This draft was changed somewhere else, perhaps in another tab">
          <Text size="sm">{saved.message}</Text>
          <Group mt={4} gap="xs">
            <Choice onClick={() => void session.conflicts.keepMyDraft()}>Keep mine</Choice>
            <Choice onClick={() => void session.conflicts.takeTheirDraft()}>Load the other, drop mine</Choice>
          </Group>
        </Notice>
      )}
      {(saved.kind === "refused" || (saved.kind === "waiting" && !saved.kept)) && (
        <Notice kind="refused" title="Your work is not saved">
          <Text size="sm">
            {saved.kind === "refused" ? `${saved.message} ` : ""}
            {saved.kept
              ? "It is kept in this browser."
              : "It is too large for this browser to keep: leave this page open until it is saved."}
          </Text>
          <Group mt={4}>
            <Choice onClick={() => session.retry()}>Try again</Choice>
          </Group>
        </Notice>
      )}
      {restored !== null && trouble?.kind !== "conflict" && (
        <Notice
          kind="restored"
          title={
            restored.used ? "Brought back what was not saved" : "This browser holds other work on this task"
          }
        >
          <Text size="sm">
            {parts(sizeOf(restored.work))} from <RelativeTime at={restored.work.at} />.
          </Text>
          <Group mt={4} gap="xs">
            {restored.used ? (
              <Choice onClick={() => session.acceptKept()}>Keep it</Choice>
            ) : (
              <Choice onClick={() => session.restoreKept()}>Use it</Choice>
            )}
            <Choice onClick={() => void session.discardKept()}>Throw it away</Choice>
          </Group>
        </Notice>
      )}
      {configErrors.length > 0 && (
        <Notice kind="warning" title="The label config does not work in the editor">
          <Text size="sm">
            {configErrors.join(" ")} A manager mends it in Settings &gt; Labeling Interface.
          </Text>
        </Notice>
      )}
    </>
  );
}

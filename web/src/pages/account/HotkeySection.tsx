import { Alert, Button, Checkbox, Group, Kbd, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { api, ok } from "@/api/client";
import {
  type CustomHotkey,
  type CustomHotkeys,
  type HotkeyState,
  hotkeyStates,
  readCustomHotkeys,
} from "@/api/hotkeys";
import { whoami } from "@/api/queries";
import { Problem } from "@/ui/Problem";
import { Section } from "@/ui/Section";
import { collision, combination } from "./hotkeyEdits";

/** The editor's keys, each of which can be changed by pressing another, or turned off. */
export function HotkeySection({ custom }: { custom: unknown }) {
  const client = useQueryClient();
  const [clash, setClash] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (next: CustomHotkeys) =>
      ok(api.PATCH("/api/current-user/hotkeys", { body: { custom_hotkeys: { ...next } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: whoami.queryKey }),
  });
  const kept = save.isPending ? save.variables : readCustomHotkeys(custom);
  const states = hotkeyStates(kept);
  const change = (action: string, next: CustomHotkey | null) => {
    const { [action]: _, ...others } = kept;
    save.mutate(next === null ? others : { ...others, [action]: next });
  };
  const press = (state: HotkeyState, key: string) => {
    const other = collision(states, state.action, key);
    setClash(
      other ? `${key} is “${other.label}” already. Give that another key first, or turn it off.` : null,
    );
    if (!other) change(state.action, { key, active: true });
  };
  const groups = [...new Set(states.map(({ group }) => group))];
  return (
    <Section
      title="Keys of the labeling editor"
      about="Press a key's button and then the keys you want; Tab leaves it as it was. Changes count from the next task you open."
    >
      <Problem error={save.error} title="The key was not saved" />
      {clash && (
        <Alert color="yellow" role="alert" mb="sm">
          {clash}
        </Alert>
      )}
      {groups.map((group) => (
        <Table.ScrollContainer key={group} minWidth={260}>
          <Table verticalSpacing={4} horizontalSpacing={6} captionSide="top">
            <Table.Caption ta="left">
              <Text size="sm" fw={600}>
                {group}
              </Text>
            </Table.Caption>
            <Table.Tbody>
              {states
                .filter((state) => state.group === group)
                .map((state) => (
                  <HotkeyRow
                    key={state.action}
                    state={state}
                    onPress={(key) => press(state, key)}
                    onActive={(active) => change(state.action, { key: state.now, active })}
                    onReset={() => change(state.action, null)}
                  />
                ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ))}
      <Text size="sm" c="dimmed" role="status">
        {save.isPending ? "Saving …" : save.isSuccess ? "Saved" : ""}
      </Text>
    </Section>
  );
}

interface RowProps {
  state: HotkeyState;
  onPress: (key: string) => void;
  onActive: (active: boolean) => void;
  onReset: () => void;
}

function HotkeyRow({ state, onPress, onActive, onReset }: RowProps) {
  const [listening, setListening] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!listening || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const key = combination(event);
    if (key === null) return;
    setListening(false);
    onPress(key);
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} w="45%">
        {state.label}
      </Table.Th>
      <Table.Td>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => setListening(true)}
          onKeyDown={onKeyDown}
          onBlur={() => setListening(false)}
        >
          <VisuallyHidden>{state.label}: </VisuallyHidden>
          {listening ? "Press the keys …" : <Kbd size="xs">{state.now}</Kbd>}
        </Button>
      </Table.Td>
      <Table.Td w={{ base: 36, xs: 130 }}>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {state.changed && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={onReset}
              aria-label={`Reset the key of ${state.label}`}
            >
              Reset
            </Button>
          )}
          <Checkbox
            label={
              <Text size="xs" span visibleFrom="xs">
                On
              </Text>
            }
            size="xs"
            checked={state.active}
            onChange={(event) => onActive(event.currentTarget.checked)}
            aria-label={`${state.label}: on`}
          />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

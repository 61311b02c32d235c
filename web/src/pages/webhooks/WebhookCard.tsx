import { Alert, Badge, Button, Group, Paper, Stack, Switch, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { Problem } from "@/ui/Problem";
import { stateInWords, toldInWords } from "./model";
import type { ActionInfo, Webhook } from "./queries";

export type Panel = "deliveries" | "edit" | "secret" | "delete";

const BUTTONS: [panel: Panel, words: string][] = [
  ["deliveries", "Deliveries"],
  ["edit", "Edit"],
  ["secret", "Secret"],
  ["delete", "Delete"],
];

interface Props {
  webhook: Webhook;
  actions: Readonly<Record<string, ActionInfo>>;
  onOpen: (panel: Panel) => void;
  onChanged: () => Promise<unknown>;
}

/** One address: what it is told, how that goes, and what can be done with it. */
export function WebhookCard({ webhook, actions, onOpen, onChanged }: Props) {
  const { id, url, project, is_active } = webhook;
  const path = { id };
  const state = stateInWords(webhook);
  const activate = useMutation({
    mutationFn: (active: boolean) =>
      ok(api.PATCH("/api/webhooks/{id}", { params: { path }, body: { is_active: active } })),
    onSettled: onChanged,
  });
  const test = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/webhooks/{id}/test", { params: { path } })),
  });
  return (
    <Paper component="article" withBorder p="md" aria-label={url}>
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Stack gap={2} miw={0}>
            <Text fw={600} ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
              {url}
            </Text>
            <Text size="sm" c="dimmed">
              {toldInWords(webhook, actions)}
              {!webhook.send_payload && ", by name only"}
            </Text>
          </Stack>
          <Switch
            label="Active"
            aria-label={`Active: ${url}`}
            checked={activate.isPending ? activate.variables : is_active}
            disabled={activate.isPending}
            onChange={(event) => activate.mutate(event.currentTarget.checked)}
          />
        </Group>
        {(project === null || state !== "") && (
          <Group gap="xs">
            {project === null && (
              <Badge variant="light" tt="none">
                All projects
              </Badge>
            )}
            {state !== "" && (
              <Text size="sm" role="status">
                {state}
                {!is_active && webhook.waiting > 0 && ", until it is active again"}
              </Text>
            )}
          </Group>
        )}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate()}
            aria-label={`Test ${url}`}
          >
            Test
          </Button>
          {BUTTONS.map(([panel, words]) => (
            <Button
              key={panel}
              size="xs"
              variant="default"
              onClick={() => onOpen(panel)}
              aria-label={`${words}: ${url}`}
            >
              {words}
            </Button>
          ))}
        </Group>
        <Problem error={activate.error} title="It was not changed" />
        <Problem error={test.error ?? test.data?.error} title="The test did not arrive" />
        {test.data?.delivered && (
          <Alert color="green" variant="light" title="The test arrived" role="status">
            The receiver answered {test.data.status}.
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}

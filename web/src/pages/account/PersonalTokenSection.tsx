import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { endsInWords, tokenFacts } from "./tokens";

const personalTokens = queryOptions({
  queryKey: ["personal-tokens"],
  queryFn: async () => (await ok(api.GET("/api/token"))).map(({ token }) => tokenFacts(token)),
});

/** Made, shown once, revoked. The server keeps one at a time. */
export function PersonalTokenSection() {
  const client = useQueryClient();
  const tokens = useQuery(personalTokens);
  const [revoking, setRevoking] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: personalTokens.queryKey });
  const create = useMutation({
    mutationFn: () => ok(api.POST("/api/token")),
    onSettled: refresh,
  });
  const listed = tokens.data ?? [];
  return (
    <Section
      title="Personal access token"
      about={
        <>
          For scripts and the SDK: <Code>LabelStudio(base_url="{window.location.origin}", api_key="…")</Code>
        </>
      }
    >
      <Stack gap="sm">
        <Problem
          error={tokens.error}
          title="The tokens could not be listed"
          onRetry={() => void tokens.refetch()}
        />
        {create.data && (
          <Alert color="green" title="Copy your new token now: it is not shown again" role="status">
            <CopyField label="New token" value={create.data.token} />
          </Alert>
        )}
        {listed.map(({ text, madeAt, endsAt }) => (
          <Group key={text} justify="space-between">
            <Text size="sm">
              Made {madeAt ? <RelativeTime at={madeAt.toISOString()} /> : "earlier"};{" "}
              {endsInWords(endsAt, new Date())}.
            </Text>
            <Button variant="default" onClick={() => setRevoking(text)}>
              Revoke
            </Button>
          </Group>
        ))}
        {tokens.isSuccess && listed.length === 0 && (
          <Group>
            <Button onClick={() => create.mutate()} loading={create.isPending}>
              Create a token
            </Button>
          </Group>
        )}
        <Problem error={create.error} title="No token was made" />
      </Stack>
      <ConfirmDialog
        title="Revoke the token?"
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        action="Revoke"
        run={async () => {
          await ok(api.POST("/api/token/blacklist", { body: { refresh: revoking ?? "" } }));
          create.reset();
          await refresh();
        }}
      >
        <Text size="sm">Scripts that use it are refused from now on. You can create another one.</Text>
      </ConfirmDialog>
    </Section>
  );
}

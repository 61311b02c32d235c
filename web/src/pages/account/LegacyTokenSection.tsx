import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { Problem } from "@/ui/Problem";
import { Section } from "@/ui/Section";

const legacyToken = queryOptions({
  queryKey: ["legacy-token"],
  queryFn: () => ok(api.GET("/api/current-user/token")),
});

/** The one token that does not end; shown when asked for. */
export function LegacyTokenSection() {
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  const token = useQuery({ ...legacyToken, enabled: shown });
  return (
    <Section
      title="Legacy token"
      about={
        <>
          For <Code>Authorization: Token …</Code>. It does not end by itself; whoever has it is you.
        </>
      }
    >
      <Stack gap="sm">
        {token.data && shown && <CopyField label="Legacy token" value={token.data.token} />}
        <Problem
          error={token.error}
          title="The token could not be read"
          onRetry={() => void token.refetch()}
        />
        <Group>
          <Button variant="default" onClick={() => setShown(!shown)} loading={shown && token.isPending}>
            {shown ? "Hide" : "Show"}
          </Button>
          <Button variant="default" onClick={() => setAsking(true)}>
            Replace
          </Button>
        </Group>
      </Stack>
      <ConfirmDialog
        title="Replace the legacy token?"
        opened={asking}
        onClose={() => setAsking(false)}
        action="Replace"
        run={async () => {
          const fresh = await ok(api.POST("/api/current-user/reset-token"));
          client.setQueryData(legacyToken.queryKey, fresh);
          setShown(true);
        }}
      >
        <Text size="sm">
          Scripts that use the present one are refused from now on, until they have the new one.
        </Text>
      </ConfirmDialog>
    </Section>
  );
}

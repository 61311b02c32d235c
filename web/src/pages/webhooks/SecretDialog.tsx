import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { CopyField } from "@/ui/CopyField";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import { webhookQuery } from "./queries";

/** What signs the events of one webhook. */
export function SecretDialog({ id, onClose }: { id: number; onClose: () => void }) {
  useRestoredFocus();
  const client = useQueryClient();
  const webhook = useQuery(webhookQuery(id));
  const [asking, setAsking] = useState(false);
  const replace = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/webhooks/{id}/rotate-secret", { params: { path: { id } } })),
    onSuccess: (changed) => {
      client.setQueryData(webhookQuery(id).queryKey, changed);
      setAsking(false);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title="Signing secret"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <Problem
          error={webhook.error}
          title="The secret could not be read"
          onRetry={() => void webhook.refetch()}
        />
        {webhook.isPending && <Loading what="the secret" />}
        {webhook.data && (
          <CopyField
            label="Secret"
            value={webhook.data.secret}
            description="The receiver checks with it that an event comes from here."
          />
        )}
        <Text size="sm">
          The header X-Millrace-Signature is t=SECONDS,v1=HEX. HEX is HMAC-SHA256, by the secret, of the
          seconds, a full stop and the body.
        </Text>
        <Problem error={replace.error} title="The secret was not replaced" />
        <Group justify="flex-end">
          {asking ? (
            <>
              <Text size="sm">The present one signs nothing from then on.</Text>
              <Button variant="default" onClick={() => setAsking(false)}>
                Keep it
              </Button>
              <Button color="red" loading={replace.isPending} onClick={() => replace.mutate()}>
                Replace it
              </Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={() => setAsking(true)}>
                Replace the secret
              </Button>
              <Button onClick={onClose}>Done</Button>
            </>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

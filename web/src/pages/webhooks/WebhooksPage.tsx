import { Button, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { whoami } from "@/api/queries";
import { may } from "@/api/rights";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { Loading } from "@/ui/Loading";
import { NotAllowed } from "@/ui/NotAllowed";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { DeliveriesDialog } from "./DeliveriesDialog";
import { actionsQuery, type Webhook, webhooksQuery } from "./queries";
import { SecretDialog } from "./SecretDialog";
import { type Panel, WebhookCard } from "./WebhookCard";
import { WebhookDialog } from "./WebhookDialog";

const route = getRouteApi("/projects/$projectId");

/** Who is told what happens in this project: for those who manage all of the server's. */
export function WebhooksPage() {
  const { data: me } = useQuery(whoami);
  if (!me) return <Loading what="the webhooks" />;
  return may(me.permissions, "projects.change") ? (
    <Webhooks />
  ) : (
    <NotAllowed title="Webhooks" who="managers and administrators of the server" />
  );
}

function Webhooks() {
  const { projectId } = route.useParams();
  const client = useQueryClient();
  const webhooks = useQuery(webhooksQuery(projectId));
  const actions = useQuery(actionsQuery);
  const [open, setOpen] = useState<{ panel: Panel | "add"; webhook?: Webhook } | null>(null);
  const error = webhooks.error ?? actions.error;
  const close = () => setOpen(null);
  const changed = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const add = (
    <Button size="xs" onClick={() => setOpen({ panel: "add" })}>
      Add Webhook
    </Button>
  );
  const chosen = open?.webhook;
  return (
    <Page title="Webhooks" actions={webhooks.data && webhooks.data.length > 0 && add}>
      <Problem
        error={error}
        title="The webhooks could not be listed"
        onRetry={() => void Promise.all([webhooks.refetch(), actions.refetch()])}
      />
      {!error && !(webhooks.data && actions.data) && <Loading what="the webhooks" />}
      {webhooks.data?.length === 0 && (
        <EmptyState title="Nobody is told" action={add}>
          A webhook is an address of another program. It is told when tasks come, when somebody labels, and
          when a sync has ended.
        </EmptyState>
      )}
      {webhooks.data && actions.data && (
        <Stack gap="sm">
          {webhooks.data.map((webhook) => (
            <WebhookCard
              key={webhook.id}
              webhook={webhook}
              actions={actions.data}
              onOpen={(panel) => setOpen({ panel, webhook })}
              onChanged={changed}
            />
          ))}
        </Stack>
      )}
      {actions.data && (open?.panel === "add" || (open?.panel === "edit" && chosen)) && (
        <WebhookDialog
          project={projectId}
          webhook={chosen}
          actions={actions.data}
          onClose={close}
          onSaved={() => {
            close();
            void changed();
          }}
        />
      )}
      {open?.panel === "secret" && chosen && <SecretDialog id={chosen.id} onClose={close} />}
      {open?.panel === "deliveries" && chosen && (
        <DeliveriesDialog webhook={chosen} onClose={close} onChanged={() => void changed()} />
      )}
      <ConfirmDialog
        title="Delete this webhook?"
        opened={open?.panel === "delete"}
        onClose={close}
        action="Delete it"
        run={async () => {
          if (chosen === undefined) return;
          await ok(api.DELETE("/api/webhooks/{id}", { params: { path: { id: chosen.id } } }));
          await changed();
        }}
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {chosen?.url} is told nothing any more, not even what is waiting.
        </Text>
      </ConfirmDialog>
    </Page>
  );
}

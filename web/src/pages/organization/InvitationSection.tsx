import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { plural } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { invitationInWords } from "./invitation";
import { invitations, signUpLink } from "./queries";

interface Props {
  administrator: boolean;
  onInvite: () => void;
}

/** The links with which people get an account. */
export function InvitationSection({ administrator, onInvite }: Props) {
  const client = useQueryClient();
  const open = useQuery(invitations);
  const [closing, setClosing] = useState<Schemas["Invitation"] | null>(null);
  return (
    <Section
      title="Invitations"
      about="Links that are open now. Whoever holds one may make an account with it."
    >
      <Stack gap="md">
        <Problem
          error={open.error}
          title="The invitations could not be listed"
          onRetry={() => void open.refetch()}
        />
        {open.data?.length === 0 && (
          <Group>
            <Text size="sm">No invitation is open.</Text>
            <Button variant="default" size="xs" onClick={onInvite}>
              Invite people
            </Button>
          </Group>
        )}
        {open.data?.map((invitation) => (
          <Stack key={invitation.id} gap={4}>
            <CopyField
              label={`Invitation ${invitation.id}`}
              value={invitation.url}
              description={`${invitationInWords(invitation)} · ${plural(invitation.projects.length, "project")}`}
            />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                Ends <RelativeTime at={invitation.expires_at} />
              </Text>
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={() => setClosing(invitation)}
                aria-label={`Close invitation ${invitation.id}`}
              >
                Close
              </Button>
            </Group>
          </Stack>
        ))}
        {administrator && <SignUpLink />}
      </Stack>
      <ConfirmDialog
        title="Close this invitation?"
        opened={closing !== null}
        onClose={() => setClosing(null)}
        action="Close it"
        run={async () => {
          if (closing === null) return;
          await ok(api.DELETE("/api/v1/invitations/{id}", { params: { path: { id: closing.id } } }));
          await client.invalidateQueries({ queryKey: invitations.queryKey });
        }}
      >
        <Text size="sm">Its link stops working at once. Those who came by it keep their accounts.</Text>
      </ConfirmDialog>
    </Section>
  );
}

/** The one link that does not end and gives everybody the role of new accounts. */
function SignUpLink() {
  const client = useQueryClient();
  const link = useQuery(signUpLink);
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap={4}>
      {link.data && (
        <CopyField
          label="Sign-up link"
          value={link.data}
          description="For any number of people, until it is replaced. New accounts get the role that the server was started with for sign-ups."
        />
      )}
      <Problem
        error={link.error}
        title="The sign-up link could not be read"
        onRetry={() => void link.refetch()}
      />
      <Group justify="flex-end">
        <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
          Replace the sign-up link
        </Button>
      </Group>
      <ConfirmDialog
        title="Replace the sign-up link?"
        opened={asking}
        onClose={() => setAsking(false)}
        action="Replace it"
        run={async () => {
          await ok(api.POST("/api/invite/reset-token"));
          await client.invalidateQueries({ queryKey: signUpLink.queryKey });
        }}
      >
        <Text size="sm">The present link stops working at once.</Text>
      </ConfirmDialog>
    </Stack>
  );
}

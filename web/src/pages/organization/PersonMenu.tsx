import { ActionIcon, Button, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { accountsQuery } from "@/api/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { Problem } from "@/ui/Problem";
import { personName } from "@/ui/person";
import { RelativeTime } from "@/ui/RelativeTime";
import { type Account, type Viewer, whyNotDeactivate, whyNotResetLink } from "./people";

/** What can be done to one person; what cannot says why. */
export function PersonMenu({ account, viewer }: { account: Account; viewer: Viewer }) {
  const client = useQueryClient();
  const [dialog, setDialog] = useState<"link" | "membership" | null>(null);
  const close = () => setDialog(null);
  const noLink = whyNotResetLink(viewer, account);
  const noEnd = whyNotDeactivate(viewer, account);
  const setActive = async (active: boolean) => {
    await ok(api.PATCH("/api/v1/accounts/{id}", { params: { path: { id: account.id } }, body: { active } }));
    await client.invalidateQueries({ queryKey: accountsQuery.queryKey });
  };
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${account.email}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={noLink !== null} onClick={() => setDialog("link")}>
            Link to a new password …
            <Reason why={noLink} />
          </Menu.Item>
          <Menu.Item
            disabled={noEnd !== null}
            color={account.active ? "red" : undefined}
            onClick={() => setDialog("membership")}
          >
            {account.active ? "End the membership …" : "Let in again …"}
            <Reason why={noEnd} />
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ResetLinkDialog account={account} opened={dialog === "link"} onClose={close} />
      <ConfirmDialog
        title={
          account.active
            ? `End the membership of ${personName(account)}?`
            : `Let ${personName(account)} in again?`
        }
        opened={dialog === "membership"}
        onClose={close}
        action={account.active ? "End the membership" : "Let in again"}
        danger={account.active}
        run={() => setActive(!account.active)}
      >
        <Text size="sm">
          {account.active
            ? `${account.email} is signed out everywhere and may not sign in any more; tokens stop working. Annotations stay, with their author. You can let the person in again.`
            : `${account.email} may sign in again, with the same password, role and projects.`}
        </Text>
      </ConfirmDialog>
    </>
  );
}

function Reason({ why }: { why: string | null }) {
  if (why === null) return null;
  return (
    <Text size="xs" style={{ whiteSpace: "normal" }}>
      {why}
    </Text>
  );
}

function ResetLinkDialog({
  account,
  opened,
  onClose,
}: {
  account: Account;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={`New password for ${personName(account)}`} centered>
      {opened && <ResetLink account={account} />}
    </Modal>
  );
}

function ResetLink({ account }: { account: Account }) {
  const make = useMutation({
    mutationFn: () =>
      ok(api.POST("/api/v1/accounts/{id}/reset-link", { params: { path: { id: account.id } } })),
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        Whoever opens the link sets a new password for {account.email}. It works once; a link made earlier
        stops working. Setting the password signs the account out everywhere.
      </Text>
      <Problem error={make.error} title="No link was made" />
      {make.data ? (
        <ShownLink link={make.data} />
      ) : (
        <Button onClick={() => make.mutate()} loading={make.isPending} data-autofocus>
          Make the link
        </Button>
      )}
    </Stack>
  );
}

/** A one-time link, to be handed over by whoever made it. */
export function ShownLink({ link }: { link: Schemas["PasswordResetLink"] }) {
  return (
    <>
      <CopyField label="Link" value={link.url} />
      <Text size="sm" c="dimmed">
        Hand it over yourself: Millrace sends no mail. It ends <RelativeTime at={link.expires_at} />.
      </Text>
    </>
  );
}

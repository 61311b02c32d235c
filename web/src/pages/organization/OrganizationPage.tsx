import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountsQuery, whoami } from "@/api/queries";
import { may } from "@/api/rights";
import { Loading } from "@/ui/Loading";
import { NotAllowed } from "@/ui/NotAllowed";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { AddAccountDialog } from "./AddAccountDialog";
import { InvitationSection } from "./InvitationSection";
import { InviteDialog } from "./InviteDialog";
import { PeopleTable } from "./PeopleTable";
import { organizationQuery } from "./queries";
import { SignInRules } from "./SignInRules";

/** Everybody with an account on this server, and how others get one. */
export function OrganizationPage() {
  const me = useQuery(whoami);
  const manager = may(me.data?.permissions, "projects.change");
  const administrator = may(me.data?.permissions, "organizations.change");
  const people = useQuery({ ...accountsQuery, enabled: manager });
  const organization = useQuery({ ...organizationQuery, enabled: manager });
  const [dialog, setDialog] = useState<"invite" | "add" | null>(null);
  const close = () => setDialog(null);

  if (me.isSuccess && !manager) return <NotAllowed title="People" who="managers and administrators" />;
  const error = me.error ?? people.error ?? organization.error;
  return (
    <Page
      title="People"
      actions={
        manager && (
          <>
            {administrator && (
              <Button variant="default" onClick={() => setDialog("add")}>
                Add an account
              </Button>
            )}
            <Button onClick={() => setDialog("invite")}>Invite people</Button>
          </>
        )
      }
    >
      <Problem
        error={error}
        title="The people could not be listed"
        onRetry={() => void Promise.all([me.refetch(), people.refetch(), organization.refetch()])}
      />
      {!error && !(me.data && people.data && organization.data) && <Loading what="the people" />}
      {me.data && people.data && organization.data && (
        <Stack gap="lg">
          <PeopleTable
            people={people.data}
            viewer={{ id: me.data.id, administrator, ownerId: organization.data.created_by }}
          />
          <InvitationSection administrator={administrator} onInvite={() => setDialog("invite")} />
          {administrator && <SignInRules />}
        </Stack>
      )}
      <InviteDialog opened={dialog === "invite"} onClose={close} administrator={administrator} />
      <AddAccountDialog opened={dialog === "add"} onClose={close} />
    </Page>
  );
}

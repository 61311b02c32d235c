import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { accountsQuery } from "@/api/queries";
import { useMay } from "@/api/rights";
import { plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { AddMember } from "./AddMember";
import { MemberTable } from "./MemberTable";
import { byRole, candidates } from "./members";
import { membersQuery } from "./membersQuery";

const route = getRouteApi("/projects/$projectId");

/** Who may label this project, and who manages it. */
export function MembersPage() {
  const { projectId } = route.useParams();
  const members = useQuery(membersQuery(projectId));
  // A manager of this project alone does not see the people of the server.
  const seesAccounts = useMay("projects.change");
  const accounts = useQuery({ ...accountsQuery, enabled: seesAccounts });
  const error = members.error ?? accounts.error;
  const ready = members.data && (accounts.data || !seesAccounts);
  return (
    <Page title="Members">
      <Problem
        error={error}
        title="The members could not be listed"
        onRetry={() => void Promise.all([members.refetch(), seesAccounts && accounts.refetch()])}
      />
      {!error && !ready && <Loading what="the members" />}
      {members.data && ready && (
        <Stack gap="md" maw={760}>
          <Text size="sm">
            Annotators see and label only the projects they are members of; a member who is manager here also
            changes the project.{" "}
            {accounts.data &&
              `${plural(
                byRole(accounts.data).length,
                "manager or administrator of the server sees",
                "managers and administrators of the server see",
              )} every project.`}
          </Text>
          <AddMember
            projectId={projectId}
            people={accounts.data ? candidates(accounts.data, members.data) : null}
          />
          <MemberTable projectId={projectId} members={members.data} />
        </Stack>
      )}
    </Page>
  );
}

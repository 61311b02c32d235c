import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { whoami } from "@/api/queries";
import { may } from "@/api/rights";
import { Loading } from "@/ui/Loading";
import { NotAllowed } from "@/ui/NotAllowed";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { JobSections } from "./JobSections";
import { jobsQuery, statusQuery } from "./queries";
import { ServerFacts } from "./ServerFacts";
import { StorageHealthSection } from "./StorageHealthSection";

/** How the server is: for administrators. */
export function StatusPage() {
  const me = useQuery(whoami);
  const administrator = may(me.data?.permissions, "organizations.change");
  const status = useQuery({ ...statusQuery, enabled: administrator });
  const jobs = useQuery({ ...jobsQuery, enabled: administrator });
  if (me.isSuccess && !administrator) return <NotAllowed title="Status" who="administrators" />;
  const error = me.error ?? status.error ?? jobs.error;
  return (
    <Page
      title="Status"
      actions={
        status.data && (
          <Text size="sm" c="dimmed">
            Refreshes by itself
          </Text>
        )
      }
    >
      <Problem
        error={error}
        title="The status could not be read"
        onRetry={() => void Promise.all([me.refetch(), status.refetch(), jobs.refetch()])}
      />
      {!error && !(status.data && jobs.data) && <Loading what="the status" />}
      {status.data && jobs.data && (
        <Stack gap={0}>
          <JobSections jobs={jobs.data} />
          <StorageHealthSection storages={status.data.storages} exports={status.data.exports} />
          <ServerFacts status={status.data} />
        </Stack>
      )}
    </Page>
  );
}

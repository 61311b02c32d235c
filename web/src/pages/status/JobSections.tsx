import { Group, Stack, Table, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { duration } from "@/ui/format";
import { JobProgress } from "@/ui/job/JobProgress";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { State } from "./State";
import { kindOf } from "./status";

/** What the server does now, and what it did last. */
export function JobSections({ jobs }: { jobs: Schemas["JobList"] }) {
  const ended = jobs.recent.filter(({ job }) => job.finished !== null);
  return (
    <>
      <Section title="Running jobs">
        {jobs.running.length === 0 ? (
          <Text size="sm">Nothing runs now.</Text>
        ) : (
          <Stack gap="md">
            {jobs.running.map((listed) => (
              <RunningJob key={`${listed.job.kind} ${listed.job.storage}`} listed={listed} />
            ))}
          </Stack>
        )}
      </Section>
      <Section title="Recent jobs" about="The newest first.">
        {ended.length === 0 ? (
          <Text size="sm">No storage was synced yet.</Text>
        ) : (
          <RecentJobs recent={ended} />
        )}
      </Section>
    </>
  );
}

function Place({ listed }: { listed: Schemas["ListedJob"] }) {
  return (
    <TextLink
      to="/projects/$projectId/settings/storage"
      params={{ projectId: listed.project }}
      size="sm"
      style={{ overflowWrap: "anywhere" }}
    >
      {listed.place}
    </TextLink>
  );
}

function RunningJob({ listed }: { listed: Schemas["ListedJob"] }) {
  const { job } = listed;
  return (
    <Stack gap={4} component="section" aria-label={`${kindOf(job)} of ${listed.place}`}>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {kindOf(job)}
        </Text>
        <Place listed={listed} />
      </Group>
      {job.job !== undefined && <JobProgress handle={job.job} job={job} />}
      <Text size="sm" c="dimmed">
        {job.summary} · by {job.started_by}, <RelativeTime at={job.started} />
      </Text>
    </Stack>
  );
}

function RecentJobs({ recent }: { recent: Schemas["ListedJob"][] }) {
  return (
    <Table.ScrollContainer
      minWidth={760}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": "Recent jobs, scroll sideways" } }}
    >
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th>Storage</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Began</Table.Th>
            <Table.Th>Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {recent.map((listed) => (
            <Table.Tr key={listed.job.id}>
              <Table.Td>{kindOf(listed.job)}</Table.Td>
              <Table.Td>
                <Place listed={listed} />
              </Table.Td>
              <Table.Td>
                <State of={listed.job.state} />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{listed.job.summary}</Text>
                {listed.job.problems[0] && (
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {listed.job.problems[0]}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <RelativeTime at={listed.job.started} />
              </Table.Td>
              <Table.Td>{listed.job.seconds < 1 ? "under 1 s" : duration(listed.job.seconds)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

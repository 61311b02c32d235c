import { Alert, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { bytes, count, duration, plural } from "@/ui/format";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { diskIsLow } from "./status";

/** Version, database, disk, people, limits. */
export function ServerFacts({ status }: { status: Schemas["ServerStatus"] }) {
  const { database, data_directory: disk, accounts, jobs, limits } = status;
  const rows: [name: string, value: ReactNode][] = [
    ["Version", status.version],
    ["Started", <RelativeTime key="started" at={status.started_at} />],
    ["Database", `${database.kind}, ${bytes(database.bytes)}, ${bytes(database.wal_bytes)} in its log`],
    ["Data directory", `${disk.path}: ${bytes(disk.free_bytes)} of ${bytes(disk.total_bytes)} free`],
    [
      "Accounts",
      `${plural(accounts.administrator, "administrator")}, ${plural(accounts.manager, "manager")}, ${plural(accounts.annotator, "annotator")}`,
    ],
    [
      "Work",
      `${plural(status.projects, "project")}, ${plural(status.tasks, "task")}, ${plural(status.annotations, "annotation")}`,
    ],
    [
      "Jobs of all times",
      `${count(jobs.completed)} completed, ${count(jobs.completed_with_errors)} with errors, ${count(jobs.failed)} failed, ${count(jobs.stopped)} stopped, ${count(jobs.queued)} waiting`,
    ],
    ["Uploads being read", count(status.running_imports)],
    [
      "Limits",
      `${bytes(limits.body_bytes)} per request, ${bytes(limits.upload_bytes)} and ${plural(limits.upload_files, "file")} per upload; a task is one person's for ${duration(limits.task_lock_seconds)}`,
    ],
  ];
  return (
    <Section title="Server">
      {diskIsLow(disk) && (
        <Alert color="red" title="The disk is nearly full" mb="sm">
          {bytes(disk.free_bytes)} are left for {disk.path}. Free some, or move the data directory: without
          space no annotation can be saved.
        </Alert>
      )}
      <Table layout="fixed" verticalSpacing={6}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={{ base: 120, sm: 180 }} fw={500}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

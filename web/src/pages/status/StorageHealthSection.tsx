import { Table, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { count } from "@/ui/format";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { State } from "./State";
import { attention, byNeed, exportsInWords } from "./status";

interface Props {
  storages: Schemas["StorageHealth"][];
  exports: Schemas["ExportStatus"];
}

/** Every storage of the server, those that need somebody first. */
export function StorageHealthSection({ storages, exports }: Props) {
  return (
    <Section
      title="Storages"
      about={
        <>
          Exports: {exportsInWords(exports)}
          {exports.next_attempt && (
            <>
              {" "}
              The next one is tried again <RelativeTime at={exports.next_attempt} />.
            </>
          )}
        </>
      }
    >
      {storages.length === 0 ? (
        <Text size="sm">
          No project has a storage yet. Open one of the{" "}
          <TextLink to="/projects" underline="always">
            projects
          </TextLink>{" "}
          and add one under Settings, Cloud Storage.
        </Text>
      ) : (
        <Table.ScrollContainer
          minWidth={700}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": "Storages, scroll sideways" } }}
        >
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Storage</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>Last job</Table.Th>
                <Table.Th>Waits for somebody</Table.Th>
                <Table.Th ta="right">Pending</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {byNeed(storages).map((storage) => (
                <StorageRow key={storage.id} storage={storage} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}

function StorageRow({ storage }: { storage: Schemas["StorageHealth"] }) {
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink
          to="/projects/$projectId/settings/storage"
          params={{ projectId: storage.project }}
          size="sm"
          style={{ overflowWrap: "anywhere" }}
        >
          {storage.title || storage.place}
        </TextLink>
      </Table.Td>
      <Table.Td>{storage.role}</Table.Td>
      <Table.Td>
        <State of={storage.status} />{" "}
        {storage.last_sync && (
          <Text size="sm" span c="dimmed">
            <RelativeTime at={storage.last_sync} />
          </Text>
        )}
        {storage.message && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {storage.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{attention(storage).join(" · ") || "nothing"}</Table.Td>
      <Table.Td ta="right">{count(storage.pending)}</Table.Td>
    </Table.Tr>
  );
}

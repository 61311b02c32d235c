import { Button, ScrollArea, Table, Text } from "@mantine/core";
import { RelativeTime } from "@/ui/RelativeTime";
import { againInWords, deliveryInWords } from "./model";
import type { Delivery } from "./queries";

interface Props {
  deliveries: readonly Delivery[];
  busy: boolean;
  onRedeliver: (delivery: Delivery) => void;
}

/** Event by event: what, when, how it went and why. */
export function DeliveryTable({ deliveries, busy, onRedeliver }: Props) {
  return (
    <ScrollArea.Autosize
      mah={480}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Deliveries" }}
    >
      <Table fz="sm" verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Event</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>What to do</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Table.Tr key={delivery.id}>
              <Table.Td title={delivery.event}>
                <Text ff="monospace" size="xs">
                  {delivery.action}
                </Text>
                <Text size="sm" c="dimmed">
                  <RelativeTime at={delivery.created_at} />
                </Text>
              </Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere", minWidth: 120 }}>
                {deliveryInWords(delivery)}
                {delivery.next_try && (
                  <>
                    , next <RelativeTime at={delivery.next_try} />
                  </>
                )}
                {delivery.error && (
                  <Text size="sm" c="dimmed">
                    {delivery.error}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Again delivery={delivery} busy={busy} onRedeliver={onRedeliver} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function Again({ delivery, busy, onRedeliver }: Omit<Props, "deliveries"> & { delivery: Delivery }) {
  const words = againInWords(delivery);
  return (
    words && (
      <Button
        size="compact-xs"
        variant="default"
        disabled={busy}
        onClick={() => onRedeliver(delivery)}
        aria-label={`${words}: event ${delivery.event}`}
      >
        {words}
      </Button>
    )
  );
}

import { Kbd, Modal, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface KeyGroup {
  /** None where all keys are of one sort. */
  title?: string;
  rows: readonly [keys: readonly string[], does: string][];
}

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Moves the focus on; else it goes back to where it was. */
  onClosed?: () => void;
  title: string;
  groups: readonly KeyGroup[];
  /** Below the keys. */
  children?: ReactNode;
}

/** The keys of a page and what each does. */
export function KeysDialog({ opened, onClose, onClosed, title, groups, children }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      returnFocus={onClosed === undefined}
      onExitTransitionEnd={onClosed}
      title={title}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {groups.map((group) => (
        <Table key={group.title ?? ""} captionSide="top" mb="sm">
          {group.title && (
            <Table.Caption ta="left" mb={4}>
              <Text size="sm" fw={600} component="span">
                {group.title}
              </Text>
            </Table.Caption>
          )}
          <Table.Tbody>
            {group.rows.map(([keys, does]) => (
              <Table.Tr key={does}>
                <Table.Th scope="row" fw={400}>
                  {does}
                </Table.Th>
                <Table.Td ta="right">
                  {keys.map((key) => (
                    <Kbd key={key} ml={4} style={{ whiteSpace: "nowrap" }}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ))}
      {children}
    </Modal>
  );
}

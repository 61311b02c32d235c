import { Kbd, Modal, Table } from "@mantine/core";

const KEYS: [keys: string[], does: string][] = [
  [["j", "↓"], "The next task"],
  [["k", "↑"], "The previous task"],
  [["Page Up", "Page Down"], "A screen further"],
  [["Home", "End"], "The first, the last task"],
  [["Enter"], "Open the task beside the table"],
  [["Esc"], "Close it"],
  [["x"], "Select the task"],
  [["Shift ↑", "Shift ↓"], "Select several"],
  [["Ctrl A"], "Select all, with the table focused"],
  [["/"], "Search"],
  [["?"], "These keys"],
];

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" centered>
      <Table>
        <Table.Tbody>
          {KEYS.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

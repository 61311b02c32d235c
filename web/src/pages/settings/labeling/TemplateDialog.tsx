import { Button, Group, Modal, SimpleGrid, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { ConfigPreview } from "@/labelConfig/ConfigPreview";
import { TemplateLibrary } from "@/labelConfig/TemplateLibrary";

interface Props {
  opened: boolean;
  onClose: () => void;
  onTake: (config: string) => void;
}

/** Takes a template in place of the config that is being written. */
export function TemplateDialog({ opened, onClose, onTake }: Props) {
  const [chosen, setChosen] = useState<Schemas["Template"]>();
  return (
    <Modal opened={opened} onClose={onClose} title="Templates" size="80rem">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <TemplateLibrary chosen={chosen?.title} onChoose={setChosen} />
        <ConfigPreview config={chosen?.config ?? ""} />
      </SimpleGrid>
      <Group justify="flex-end" mt="md">
        <Text size="sm" c="dimmed" flex={1}>
          It takes the place of the config in the editor; nothing is saved yet.
        </Text>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={chosen === undefined}
          onClick={() => {
            if (chosen !== undefined) onTake(chosen.config);
            onClose();
          }}
        >
          Use this template
        </Button>
      </Group>
    </Modal>
  );
}

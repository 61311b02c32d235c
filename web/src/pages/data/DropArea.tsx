import { Button, FileButton, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";

interface Props {
  onFiles: (files: File[]) => void;
  disabled: boolean;
}

/** Takes files that are dropped on it or chosen. */
export function DropArea({ onFiles, disabled }: Props) {
  const [over, setOver] = useState(false);
  return (
    <Stack
      align="center"
      gap="xs"
      p="lg"
      style={{
        border: `2px dashed ${over ? "var(--mantine-primary-color-filled)" : "var(--mantine-color-default-border)"}`,
        borderRadius: "var(--mantine-radius-sm)",
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) onFiles([...event.dataTransfer.files]);
      }}
    >
      <FileButton multiple onChange={onFiles} disabled={disabled}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
            Choose files
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed" ta="center">
        or drop them here: JSON, JSON lines, CSV, TSV, text, pictures, audio, video, HTML
      </Text>
    </Stack>
  );
}

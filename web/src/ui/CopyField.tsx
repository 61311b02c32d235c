import { Button, Group, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useRef } from "react";
import { useCopy } from "./copy";

interface Props {
  label: string;
  value: string;
  description?: string;
}

/** A text to take along (a token, a link), with a button that copies it. */
export function CopyField({ label, value, description }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { outcome, copy } = useCopy(field);
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        ref={field}
        label={label}
        description={
          outcome === "refused" ? "The browser does not allow copying: press Ctrl+C now." : description
        }
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        style={{ flex: 1, minWidth: 0 }}
      />
      <Button
        variant="default"
        onClick={() => void copy(value)}
        leftSection={
          outcome === "copied" ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
        }
        aria-label={outcome === "copied" ? `${label} copied` : `Copy ${label}`}
      >
        {outcome === "copied" ? "Copied" : "Copy"}
      </Button>
    </Group>
  );
}

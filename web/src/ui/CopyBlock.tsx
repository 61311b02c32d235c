import { Button, Stack, Textarea } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useRef } from "react";
import { useCopy } from "./copy";

/** A text of several lines to paste elsewhere, with a button that copies it. `label` says what it is. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { outcome, copy } = useCopy(field);
  return (
    <Stack gap={4} my={4}>
      <Textarea
        ref={field}
        aria-label={label}
        description={
          outcome === "refused" ? "The browser does not allow copying: press Ctrl+C now." : undefined
        }
        value={text}
        readOnly
        autosize
        maxRows={8}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
      />
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => void copy(text)}
        leftSection={
          outcome === "copied" ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
        }
        aria-label={outcome === "copied" ? `${label} copied` : `Copy ${label}`}
        style={{ alignSelf: "flex-start" }}
      >
        {outcome === "copied" ? "Copied" : "Copy"}
      </Button>
    </Stack>
  );
}

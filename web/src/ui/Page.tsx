import { Box, Group, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

interface Props {
  /** A title a person would say aloud; also the window's. */
  title: string;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** Full width and height, for tables and the editor. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of a page's content: window title, heading, actions. */
export function Page({ title, actions, wide = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Millrace`;
  }, [title]);
  return (
    <Box
      px="md"
      py="md"
      mx="auto"
      w="100%"
      {...(wide
        ? { style: { flex: 1, minHeight: 0, display: "flex", flexDirection: "column" } }
        : { maw: 1120 })}
    >
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={1} size="h3">
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}

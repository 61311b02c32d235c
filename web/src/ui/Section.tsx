import { Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  /** One sentence about it. */
  about?: ReactNode;
  children: ReactNode;
}

/** A part of a page with its own heading. */
export function Section({ title, about, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="md" mb="md">
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {about && (
        <Text size="sm" c="dimmed" mt={4}>
          {about}
        </Text>
      )}
      <div style={{ marginTop: "var(--mantine-spacing-md)" }}>{children}</div>
    </Paper>
  );
}

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { sentenceOf } from "@/api/errors";

interface Props {
  /** What was thrown; nothing is drawn while it is null. */
  error: unknown;
  /** What failed, in a few words: "The project was not saved". */
  title?: string;
  onRetry?: () => void;
  children?: ReactNode;
}

/** A failure where it happened: what, why, what to do. */
export function Problem({ error, title, onRetry, children }: Props) {
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Text size="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {sentenceOf(error)}
      </Text>
      {children}
      {onRetry && (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

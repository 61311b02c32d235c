import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle, IconHistory, IconPhotoOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

const KINDS = {
  refused: { color: "red", Icon: IconAlertTriangle },
  warning: { color: "orange", Icon: IconAlertTriangle },
  media: { color: "orange", Icon: IconPhotoOff },
  restored: { color: "blue", Icon: IconHistory },
};

/** A line above the editor that says what happened, with the ways on. */
export function Notice({
  kind,
  title,
  children,
}: {
  kind: keyof typeof KINDS;
  title: string;
  children: ReactNode;
}) {
  const { color, Icon } = KINDS[kind];
  return (
    <Alert
      color={color}
      radius={0}
      py="xs"
      icon={<Icon aria-hidden />}
      title={title}
      role="alert"
      // The library's own is too pale on its ground.
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      {children}
    </Alert>
  );
}

export function Choice({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <Button size="xs" variant="default" onClick={onClick}>
      {children}
    </Button>
  );
}

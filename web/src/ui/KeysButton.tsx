import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";

/** Opens a KeysDialog, as "?" does. */
export function KeysButton({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <Tooltip label={`${name} (?)`}>
      <ActionIcon variant="subtle" color="gray" aria-label={name} onClick={onClick}>
        <IconKeyboard size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

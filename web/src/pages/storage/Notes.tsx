import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Sentences } from "./Sentences";

/** What the server said beside its yes, until it is put away. */
export function Notes({ sentences, onClose }: { sentences: readonly string[]; onClose: () => void }) {
  if (sentences.length === 0) return null;
  return (
    <Alert
      color="yellow"
      role="status"
      icon={<IconInfoCircle aria-hidden />}
      withCloseButton
      closeButtonLabel="Put away"
      onClose={onClose}
    >
      <Sentences sentences={sentences} />
    </Alert>
  );
}

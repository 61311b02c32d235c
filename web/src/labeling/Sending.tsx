import { Alert, Box, Button, Group, Text } from "@mantine/core";
import { wordsOf } from "./savedWords";
import type { LabelingSession } from "./session";
import type { SessionState } from "./state";

/** While a submission waits for the server, over the editor: what is going on, and the way back. */
export function Sending({ session, state }: { session: LabelingSession; state: SessionState }) {
  const { sending } = state;
  if (sending?.waiting == null) return null;
  const words = wordsOf(state, new Date());
  return (
    <Box
      pos="absolute"
      inset={0}
      p="md"
      style={{ display: "flex", alignItems: "flex-start", justifyContent: "center", background: "#0006" }}
    >
      <Alert color="orange" variant="filled" autoContrast role="alert" maw={520} title={words?.short}>
        <Text size="sm">{words?.long}</Text>
        <Group mt="xs" gap="xs">
          <Button size="xs" variant="default" onClick={() => session.retry()}>
            Send now
          </Button>
          <Button size="xs" variant="default" onClick={() => session.goOnEditing()}>
            Go on editing
          </Button>
        </Group>
      </Alert>
    </Box>
  );
}

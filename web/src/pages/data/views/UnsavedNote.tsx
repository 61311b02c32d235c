import { Button, Group, Stack, Text } from "@mantine/core";
import { Problem } from "@/ui/Problem";
import classes from "../data.module.css";
import type { OpenTab } from "./useTab";

/** That what is shown is not what the tab keeps, and what to do about it. */
export function UnsavedNote({ tab, mayManage }: { tab: OpenTab; mayManage: boolean }) {
  return (
    <Stack gap="xs" className={classes.notes}>
      <Problem error={tab.saveError} title="The tab was not saved" onRetry={tab.saveAgain} />
      {tab.missing && (
        <Text size="sm" role="status">
          The tab of this link is not there any more. This is “{tab.title}”.
        </Text>
      )}
      {tab.changed && (
        <Group gap="xs" role="status">
          <Text size="sm" c="dimmed">
            {mayManage
              ? `The link shows “${tab.title}” otherwise than it is saved.`
              : "Your changes are in this page's address, not in the tab."}
          </Text>
          {mayManage && (
            <Button size="compact-xs" variant="default" onClick={tab.keepChanges}>
              Save in the tab
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={tab.dropChanges}>
            As saved
          </Button>
        </Group>
      )}
    </Stack>
  );
}

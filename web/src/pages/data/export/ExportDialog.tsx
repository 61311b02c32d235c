import { Modal, Tabs } from "@mantine/core";
import type { Selection } from "../selection";
import { DownloadForm } from "./DownloadForm";
import { SnapshotList } from "./SnapshotList";
import type { ShownTab } from "./scope";

/** What the page's address says of it. */
export type ExportPart = "export" | "snapshots";

interface Props {
  projectId: number;
  tab: ShownTab;
  selection: Selection;
  /** Has the label config videos? */
  videos: boolean;
  /** Undefined: the dialog is closed. */
  part: ExportPart | undefined;
  onPart: (part: ExportPart | undefined) => void;
}

/** Tasks with their annotations as a file: at once, or as a snapshot that the server keeps. */
export function ExportDialog({ part, onPart, selection, ...rest }: Props) {
  const close = () => onPart(undefined);
  return (
    <Modal opened={part !== undefined} onClose={close} title="Export" size="lg">
      {part !== undefined && (
        <Tabs
          value={part}
          onChange={(value) => onPart(value === "snapshots" ? value : "export")}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="export">Download</Tabs.Tab>
            <Tabs.Tab value="snapshots">Snapshots</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="export">
            <DownloadForm selection={selection} onClose={close} {...rest} />
          </Tabs.Panel>
          <Tabs.Panel value="snapshots">
            <SnapshotList {...rest} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Modal>
  );
}

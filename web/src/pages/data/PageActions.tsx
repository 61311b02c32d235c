import { Button } from "@mantine/core";
import { IconDownload, IconPencil, IconUpload } from "@tabler/icons-react";
import type { QueueAddress } from "@/labeling/queueAddress";
import { ButtonLink } from "@/ui/links";
import type { Dialog } from "./address";

interface Props {
  projectId: number;
  mayManage: boolean;
  /** What the tab shows, where that is not all tasks in their first order. */
  chosen?: QueueAddress;
  onOpen: (dialog: Dialog) => void;
}

/** The buttons beside the page's title. */
export function PageActions({ projectId, mayManage, chosen, onOpen }: Props) {
  return (
    <>
      {mayManage && (
        <>
          <Button
            variant="default"
            leftSection={<IconUpload size={16} aria-hidden />}
            onClick={() => onOpen("import")}
          >
            Import
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => onOpen("export")}
          >
            Export
          </Button>
        </>
      )}
      <ButtonLink
        to="/projects/$projectId/label"
        params={{ projectId }}
        search={chosen ?? {}}
        title={chosen && "Those that the tab shows, in its order"}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {chosen ? "Label these tasks" : "Label all tasks"}
      </ButtonLink>
    </>
  );
}

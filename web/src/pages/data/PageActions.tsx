import { Button } from "@mantine/core";
import { IconDownload, IconPencil, IconUpload } from "@tabler/icons-react";
import { ButtonLink } from "@/ui/links";
import type { Dialog } from "./address";

interface Props {
  projectId: number;
  mayManage: boolean;
  onOpen: (dialog: Dialog) => void;
}

/** The buttons beside the page's title. */
export function PageActions({ projectId, mayManage, onOpen }: Props) {
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
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        Label all tasks
      </ButtonLink>
    </>
  );
}

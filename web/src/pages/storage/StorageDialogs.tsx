import type { Panel } from "./card/CardMenu";
import { ConflictsDialog } from "./conflicts/ConflictsDialog";
import type { Kind, Role } from "./form/model";
import { StorageDialog } from "./form/StorageDialog";
import type { Saved } from "./form/StorageForm";
import { CheckDialog } from "./panels/CheckDialog";
import { DeleteDialog } from "./panels/DeleteDialog";
import { DryRunDialog } from "./panels/DryRunDialog";
import { FailuresDialog } from "./panels/FailuresDialog";
import { HistoryDialog } from "./panels/HistoryDialog";
import { VerifyDialog } from "./panels/VerifyDialog";
import type { Storage } from "./queries";

export type Opened = { panel: "add"; role: Role } | { panel: Panel; id: number };

interface Props {
  project: number;
  opened: Opened;
  kinds: readonly Kind[];
  storages: readonly Storage[];
  onClose: () => void;
  /** Something about the storages is no longer as it was. */
  onChanged: () => void;
  onNotes: (sentences: string[]) => void;
}

/** The dialog that is open. */
export function StorageDialogs({ project, opened, kinds, storages, onClose, onChanged, onNotes }: Props) {
  const onSaved = (saved: Saved) => {
    onNotes(saved.warnings);
    onChanged();
    onClose();
  };
  const forms = { project, kinds, onClose, onSaved };
  if (opened.panel === "add") return <StorageDialog role={opened.role} {...forms} />;
  const storage = storages.find(({ id }) => id === opened.id);
  if (storage === undefined) return null; // deleted elsewhere
  const shared = { storage, onClose, onChanged };
  switch (opened.panel) {
    case "edit":
      return <StorageDialog role={storage.role} storage={storage} {...forms} />;
    case "check":
      return <CheckDialog {...shared} />;
    case "history":
      return <HistoryDialog {...shared} />;
    case "dry run":
      return <DryRunDialog {...shared} />;
    case "verify":
      return <VerifyDialog {...shared} />;
    case "failures":
      return <FailuresDialog state="failed" {...shared} />;
    case "ignored":
      return <FailuresDialog state="ignored" {...shared} />;
    case "conflicts":
      return <ConflictsDialog {...shared} />;
    case "delete":
      return <DeleteDialog {...shared} onNotes={onNotes} />;
  }
}

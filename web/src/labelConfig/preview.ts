// What the editor gets when it only shows how a config looks.
import type { Schemas } from "@/api/client";
import type { EditorUser } from "../../editor/port";

/** Tools and labels work, nothing can be sent. */
export const PREVIEW_INTERFACES = ["panel", "controls", "annotations:current"];

export const previewUser = (me: Schemas["OwnUser"]): EditorUser => ({
  id: me.id,
  email: me.email,
  firstName: me.first_name,
  lastName: me.last_name,
});

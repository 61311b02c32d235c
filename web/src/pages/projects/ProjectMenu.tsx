import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDots,
  IconPin,
  IconPinnedOff,
  IconSettings,
  IconTable,
  IconTag,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { sentenceOf } from "@/api/errors";
import { useMay, useMayIn } from "@/api/rights";
import { MenuLink } from "@/ui/links";
import { notify } from "@/ui/notices";
import { DuplicateDialog } from "./DuplicateDialog";
import type { CardProject } from "./projectList";
import { useChangeProject } from "./projectQueries";

const ICON = { size: 16, "aria-hidden": true } as const;

/** All that can be done with a project, from its card. */
export function ProjectMenu({ project }: { project: CardProject }) {
  const { name } = project;
  const params = { projectId: project.id };
  const mayDelete = useMayIn(project.id, "projects.delete");
  const mayCreate = useMay("projects.create");
  const [duplicating, setDuplicating] = useState(false);
  const change = useChangeProject(project.id);
  const set = (body: Schemas["PatchedProjectFields"], done: string, failed: string) =>
    change.mutate(body, {
      onSuccess: () => notify({ message: done }),
      onError: (error) => notify({ color: "red", title: failed, message: sentenceOf(error), stays: true }),
    });
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`What to do with ${name}`}
            loading={change.isPending}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MenuLink to="/projects/$projectId/data" params={params} leftSection={<IconTable {...ICON} />}>
            Open
          </MenuLink>
          <MenuLink to="/projects/$projectId/label" params={params} leftSection={<IconTag {...ICON} />}>
            Label
          </MenuLink>
          <MenuLink
            to="/projects/$projectId/settings"
            params={params}
            leftSection={<IconSettings {...ICON} />}
          >
            Settings
          </MenuLink>
          <Menu.Divider />
          {mayCreate && (
            <Menu.Item leftSection={<IconCopy {...ICON} />} onClick={() => setDuplicating(true)}>
              Duplicate…
            </Menu.Item>
          )}
          {project.pinned ? (
            <Menu.Item
              leftSection={<IconPinnedOff {...ICON} />}
              onClick={() =>
                set({ pinned_at: null }, `${name} is not pinned any more.`, `${name} stays pinned`)
              }
            >
              Unpin
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconPin {...ICON} />}
              onClick={() =>
                set({ pinned_at: new Date().toISOString() }, `${name} is pinned.`, `${name} was not pinned`)
              }
            >
              Pin
            </Menu.Item>
          )}
          {project.archived ? (
            <Menu.Item
              leftSection={<IconArchiveOff {...ICON} />}
              onClick={() =>
                set({ is_archived: false }, `${name} is back in the list.`, `${name} stays archived`)
              }
            >
              Restore
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconArchive {...ICON} />}
              onClick={() => set({ is_archived: true }, `${name} is archived.`, `${name} was not archived`)}
            >
              Archive
            </Menu.Item>
          )}
          {mayDelete && (
            <>
              <Menu.Divider />
              <MenuLink
                to="/projects/$projectId/settings/danger-zone"
                params={params}
                color="red"
                leftSection={<IconTrash {...ICON} />}
              >
                Delete…
              </MenuLink>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <DuplicateDialog project={project} opened={duplicating} onClose={() => setDuplicating(false)} />
    </>
  );
}

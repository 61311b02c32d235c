import { Fieldset, Stack, Text } from "@mantine/core";
import { editLabels, readGroups } from "@/labelConfig/code/labelEdits";
import { AddLabels } from "./AddLabels";
import { LabelRow } from "./LabelRow";

interface Props {
  config: string;
  onChange: (config: string) => void;
}

/** The labels and choices of a config, to change without writing XML. */
export function LabelGroups({ config, onChange }: Props) {
  const groups = readGroups(config);
  if (groups.length === 0) {
    return (
      <Text size="sm" c="dimmed" py="md">
        This config has no labels or choices of its own. Take a template, or write it as code.
      </Text>
    );
  }
  return (
    <Stack>
      {groups.map((group) => (
        <Fieldset key={group.index} legend={`${group.tag} “${group.name}”`} miw={0}>
          <Stack gap="xs">
            {group.entries.map((entry, at) => (
              <LabelRow
                // Their place names them: a label's text changes while it is typed.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={at}
                group={group}
                entry={entry}
                at={at}
                onEdit={(edit) => onChange(editLabels(config, group.index, edit))}
              />
            ))}
            <AddLabels
              group={group}
              onAdd={(values) =>
                onChange(
                  values.reduce(
                    (text, value) => editLabels(text, group.index, { kind: "add", value }),
                    config,
                  ),
                )
              }
            />
          </Stack>
        </Fieldset>
      ))}
    </Stack>
  );
}

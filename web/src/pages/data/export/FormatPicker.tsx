import { Badge, Group, Radio, ScrollArea, Stack, Text } from "@mantine/core";
import { type Format, whyNot } from "./formats";

interface Props {
  formats: readonly Format[];
  value: string;
  onChange: (name: Format["name"]) => void;
}

/** All formats, those that do not fit the project with the reason. */
export function FormatPicker({ formats, value, onChange }: Props) {
  return (
    <Radio.Group
      label="Format"
      value={value}
      onChange={(name) => {
        const format = formats.find((one) => one.name === name);
        if (format) onChange(format.name);
      }}
    >
      <ScrollArea.Autosize mah={320} mt="xs" type="auto" offsetScrollbars="y">
        <Stack gap="xs" p={2}>
          {formats.map((format) => (
            <Radio
              key={format.name}
              value={format.name}
              label={format.title}
              disabled={format.disabled}
              description={<About format={format} />}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Radio.Group>
  );
}

function About({ format }: { format: Format }) {
  const reason = whyNot(format);
  return (
    <>
      {format.description}
      {reason !== undefined && (
        <Text span display="block" size="xs" c="dimmed">
          {reason}
        </Text>
      )}
      {reason === undefined && format.tags && (
        <Group component="span" gap={4} mt={4}>
          {format.tags.map((tag) => (
            <Badge key={tag} component="span" size="xs" variant="default" tt="none" fw={400}>
              {tag}
            </Badge>
          ))}
        </Group>
      )}
    </>
  );
}

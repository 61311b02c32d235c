import { Avatar, Group, Radio, SimpleGrid, Text } from "@mantine/core";
import type { Kind } from "./model";

interface Props {
  kinds: readonly Kind[];
  value: string;
  onChange: (kind: string) => void;
}

/** The storage type: a card for each kind that the server knows, with a mark made of its title. */
export function KindPicker({ kinds, value, onChange }: Props) {
  return (
    <Radio.Group label="Storage type" value={value} onChange={onChange}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="xs" mt={4}>
        {kinds.map(({ kind, title }) => (
          <Radio.Card
            key={kind}
            value={kind}
            aria-label={title}
            data-autofocus={kind === value || undefined}
            p="xs"
          >
            <Group gap="xs" wrap="nowrap">
              <Radio.Indicator size="xs" />
              <KindMark title={title} />
              <Text size="sm">{title}</Text>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

/** The initials of a kind. Beside its title, so nothing for a screen reader. */
export function KindMark({ title }: { title: string }) {
  return (
    <Avatar
      name={title}
      variant="default"
      size={26}
      radius="sm"
      aria-hidden
      styles={{ placeholder: { color: "var(--mantine-color-text)" } }}
    />
  );
}

import { Radio, Stack, useMantineColorScheme } from "@mantine/core";
import { Section } from "@/ui/Section";

const SCHEMES = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Colours" about="For this browser.">
      <Radio.Group
        aria-label="Colours"
        value={colorScheme}
        onChange={(value) =>
          setColorScheme(SCHEMES.find((scheme) => scheme.value === value)?.value ?? "auto")
        }
      >
        <Stack gap="xs">
          {SCHEMES.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
    </Section>
  );
}

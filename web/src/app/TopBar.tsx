import { Group, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconLogout, IconSunMoon, IconUser, IconUserCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { whoami } from "@/api/queries";
import { may } from "@/api/rights";
import { MenuLink, TextLink } from "@/ui/links";

const NEXT_SCHEME = { auto: "light", light: "dark", dark: "auto" } as const;

/** Home, the places of the whole server that this account may open, the account. */
export function TopBar() {
  const { data: me } = useQuery(whoami);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" component="nav" aria-label="Main">
      <Group gap="lg" wrap="nowrap">
        <TextLink to="/projects" underline="never" c="inherit" aria-label="Millrace, to the projects">
          <Group gap={8} wrap="nowrap">
            <img src="/favicon.svg" alt="" width={24} height={24} />
            <Text fw={600} visibleFrom="xs">
              Millrace
            </Text>
          </Group>
        </TextLink>
        <TextLink to="/projects" size="sm" c="inherit">
          Projects
        </TextLink>
        {may(me?.permissions, "projects.change") && (
          <TextLink to="/organization" size="sm" c="inherit">
            People
          </TextLink>
        )}
        {may(me?.permissions, "organizations.change") && (
          <TextLink to="/status" size="sm" c="inherit">
            Status
          </TextLink>
        )}
      </Group>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <UnstyledButton aria-label={me ? `Account ${me.email}` : "Account"} miw={0}>
            <Group gap={4} wrap="nowrap">
              <IconUserCircle size={20} aria-hidden />
              <Text size="sm" truncate maw={180} visibleFrom="sm">
                {me?.email ?? "Account"}
              </Text>
              <IconChevronDown size={14} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label hiddenFrom="sm">{me?.email}</Menu.Label>
          <MenuLink to="/user/account" leftSection={<IconUser size={16} aria-hidden />}>
            Account and tokens
          </MenuLink>
          <Menu.Item
            closeMenuOnClick={false}
            onClick={() => setColorScheme(NEXT_SCHEME[colorScheme])}
            leftSection={<IconSunMoon size={16} aria-hidden />}
          >
            Colours: {colorScheme === "auto" ? "as the system" : colorScheme}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item component="a" href="/docs/api">
            REST API
          </Menu.Item>
          <Menu.Item component="a" href="/logout" leftSection={<IconLogout size={16} aria-hidden />}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

// Mantine's components as links whose address and parameters are checked by the router's types.
import { Anchor, Button, Menu, type MenuItemProps, NavLink } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

const MenuAnchor = (props: MenuItemProps & Omit<ComponentPropsWithRef<"a">, keyof MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
);

export const TextLink = createLink(Anchor<"a">);
export const ButtonLink = createLink(Button<"a">);
export const MenuLink = createLink(MenuAnchor);
export const NavLinkTo = createLink(NavLink<"a">);

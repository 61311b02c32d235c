// Mantine's components as links whose address and parameters are checked by the router's types.
import { Anchor, Button, type ButtonProps, Menu, type MenuItemProps, NavLink } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

const MenuAnchor = (props: MenuItemProps & Omit<ComponentPropsWithRef<"a">, keyof MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
);

// A link that looks like a button: it can be opened in a new tab, and is read as a link.
const ButtonAnchor = (props: ButtonProps & Omit<ComponentPropsWithRef<"a">, keyof ButtonProps>) => (
  <Button component="a" {...props} />
);

export const TextLink = createLink(Anchor<"a">);
export const ButtonLink = createLink(ButtonAnchor);
export const MenuLink = createLink(MenuAnchor);
export const NavLinkTo = createLink(NavLink<"a">);

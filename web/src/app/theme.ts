import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal } from "@mantine/core";

// The one accent colour. White text is read well on its shades 6 and 7; shade 7 is that of the sign-in pages
// (src/api/html.cc).
const accent: MantineColorsTuple = [
  "#edf2ff",
  "#dbe5fb",
  "#b4c8f2",
  "#8aa9e9",
  "#668ee2",
  "#4f7dde",
  "#3d6fda",
  "#2459c7",
  "#2456b0",
  "#14499a",
];

// The library's red, with the two shades that stand behind or beside text dark enough to be read (WCAG 1.4.3).
const red: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#ff6b6b",
  "#e03131",
  "#c92a2a",
  "#b02525",
  "#961f1f",
];

export const theme = createTheme({
  colors: { accent, red },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: "sm",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  cursorType: "pointer",
  components: { Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }) },
});

/** The dimmed colour of the library is too pale for small text (WCAG 1.4.3). */
export const ownVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#5d6670" },
  dark: { "--mantine-color-dimmed": "#a6afb9" },
});

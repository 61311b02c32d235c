import { createTheme, type MantineColorsTuple, Modal } from "@mantine/core";

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

export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: "sm",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  cursorType: "pointer",
  components: { Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }) },
});

import { Box } from "@mantine/core";

/** Before the word for a state, which says the same as its colour. */
export function Dot({ color }: { color: string }) {
  return (
    <Box
      component="span"
      aria-hidden
      mr={6}
      style={{
        display: "inline-block",
        width: 9,
        height: 9,
        borderRadius: "50%",
        background: `var(--mantine-color-${color}-filled)`,
      }}
    />
  );
}

import { Center, Loader } from "@mantine/core";

export function Loading({ what = "the page" }: { what?: string }) {
  return (
    <Center py={80} role="status" aria-label={`Loading ${what}`}>
      <Loader size="sm" type="dots" />
    </Center>
  );
}

import { Button, Group } from "@mantine/core";
import { count } from "./format";

interface Props {
  /** A query of pages, as useInfiniteQuery gives it. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  /** How many rows there are on all pages. */
  whole: number;
}

/** Below the rows of a list that has more of them. */
export function ShowMore({ list, whole }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <Group>
      <Button
        size="xs"
        variant="default"
        onClick={() => void list.fetchNextPage()}
        loading={list.isFetchingNextPage}
      >
        Show more of {count(whole)}
      </Button>
    </Group>
  );
}

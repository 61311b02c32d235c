import { Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { ShowMore } from "@/ui/ShowMore";
import { useRestoredFocus } from "@/ui/useRestoredFocus";
import { DeliveryTable } from "./DeliveryTable";
import { type Delivery, UNDER_WAY, type Webhook } from "./queries";

const PAGE = 100;

type Shown = "all" | Delivery["state"];
const SHOWN: { value: Shown; label: string }[] = [
  { value: "all", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Failed" },
];
const NONE: Record<Shown, string> = {
  all: "Nothing was told yet. What happens from now on appears here.",
  waiting: "Nothing waits.",
  delivered: "Nothing was delivered in the last 7 days.",
  failed: "Nothing failed.",
};

interface Props {
  webhook: Webhook;
  onClose: () => void;
  onChanged: () => void;
}

/** What a webhook was told, what it has still to be told, and what was wrong. */
export function DeliveriesDialog({ webhook, onClose, onChanged }: Props) {
  useRestoredFocus();
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  const client = useQueryClient();
  const { id } = webhook;
  const [shown, setShown] = useState<Shown>("all");
  const list = useInfiniteQuery({
    queryKey: ["webhook", id, "deliveries", shown],
    queryFn: ({ pageParam: offset }) =>
      ok(
        api.GET("/api/v1/webhooks/{id}/deliveries", {
          params: {
            path: { id },
            query: { limit: PAGE, offset, ...(shown === "all" ? {} : { state: shown }) },
          },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.results.length, 0);
      return last.results.length > 0 && read < last.count ? read : undefined;
    },
    refetchInterval: UNDER_WAY,
  });
  const redeliver = useMutation({
    mutationFn: (delivery: Delivery) =>
      ok(api.POST("/api/v1/webhooks/deliveries/{id}/redeliver", { params: { path: { id: delivery.id } } })),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["webhook", id, "deliveries"] });
      onChanged();
    },
  });
  const deliveries = list.data?.pages.flatMap((page) => page.results) ?? [];
  const whole = list.data?.pages.at(-1)?.count ?? 0;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Deliveries: ${webhook.url}`}
      size={960}
      fullScreen={narrow}
      styles={{ title: { overflowWrap: "anywhere" } }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Which deliveries"
          data={SHOWN}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
        />
        <Problem error={list.error} title="They could not be loaded" onRetry={() => void list.refetch()} />
        <Problem error={redeliver.error} title="It is not sent again" />
        {list.isPending && <Loading what="the deliveries" />}
        {list.data && whole === 0 && <Text size="sm">{NONE[shown]}</Text>}
        {deliveries.length > 0 && (
          <DeliveryTable deliveries={deliveries} busy={redeliver.isPending} onRedeliver={redeliver.mutate} />
        )}
        <ShowMore list={list} whole={whole} />
      </Stack>
    </Modal>
  );
}

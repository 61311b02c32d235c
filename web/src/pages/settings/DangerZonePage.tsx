import { Page } from "@/ui/Page";

export function DangerZonePage() {
  return <Page title="Danger zone">{null}</Page>;
}

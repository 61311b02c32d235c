import { Page } from "@/ui/Page";

export function GeneralPage() {
  return <Page title="General settings">{null}</Page>;
}

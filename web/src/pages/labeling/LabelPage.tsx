import { Page } from "@/ui/Page";

export function LabelPage() {
  return <Page title="Label">{null}</Page>;
}

import { Page } from "@/ui/Page";

export function LabelingInterfacePage() {
  return <Page title="Labeling interface">{null}</Page>;
}

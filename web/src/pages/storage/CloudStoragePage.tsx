import { Page } from "@/ui/Page";

export function CloudStoragePage() {
  return <Page title="Cloud Storage">{null}</Page>;
}

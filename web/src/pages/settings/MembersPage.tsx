import { Page } from "@/ui/Page";

export function MembersPage() {
  return <Page title="Members">{null}</Page>;
}

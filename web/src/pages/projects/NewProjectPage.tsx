import { Page } from "@/ui/Page";

export function NewProjectPage() {
  return <Page title="New project">{null}</Page>;
}

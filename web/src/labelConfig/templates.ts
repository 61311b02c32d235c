// The library of label configs to begin with.
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: () => ok(api.GET("/api/templates")),
  staleTime: Number.POSITIVE_INFINITY, // they change with the program only
});

export interface TemplateGroup {
  name: string;
  templates: Schemas["Template"][];
}

/** The templates that have every word somewhere in title, group, text or tags, in their groups' order. */
export function findTemplates({ templates, groups }: Schemas["Templates"], words: string): TemplateGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: Schemas["Template"]) => {
    const text = `${one.title} ${one.group} ${one.details} ${one.config}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return groups
    .map((name) => ({ name, templates: templates.filter((one) => one.group === name && fits(one)) }))
    .filter((group) => group.templates.length > 0);
}

import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { sentenceOf } from "@/api/errors";

interface Props {
  label: string;
  description: string;
  /** Ids of projects. */
  value: string[];
  onChange: (value: string[]) => void;
}

/** Chooses projects among any number of them: the server searches. */
export function ProjectPicker({ label, description, value, onChange }: Props) {
  const [search, setSearch] = useState("");
  const [titles, setTitles] = useState(new Map<string, string>());
  const [asked] = useDebouncedValue(search, 200);
  const found = useQuery({
    queryKey: ["projects", "by-title", asked],
    queryFn: async () => {
      const page = await ok(
        api.GET("/api/projects", {
          params: { query: { title: asked, page_size: 20, include: "id,title", archived: false } },
        }),
      );
      return page.results.map(({ id, title }) => ({ value: String(id), label: title || `Project ${id}` }));
    },
    placeholderData: keepPreviousData,
  });
  const options = found.data ?? [];
  // Chosen ones keep their title when a later search does not find them.
  const chosen = value
    .filter((id) => !options.some((option) => option.value === id))
    .map((id) => ({ value: id, label: titles.get(id) ?? `Project ${id}` }));
  return (
    <MultiSelect
      label={label}
      description={description}
      data={[...options, ...chosen]}
      value={value}
      onChange={(next) => {
        setTitles(new Map([...titles, ...options.map((o) => [o.value, o.label] as const)]));
        onChange(next);
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage="No project has that in its title"
      error={found.isError ? sentenceOf(found.error) : undefined}
      clearable
    />
  );
}

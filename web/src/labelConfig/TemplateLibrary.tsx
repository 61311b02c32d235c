import { Box, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { IconCheck, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import classes from "./TemplateLibrary.module.css";
import { findTemplates, templatesQuery } from "./templates";

interface Props {
  /** Title of the chosen one. */
  chosen?: string;
  onChoose: (template: Schemas["Template"]) => void;
}

/** Templates by groups, with a search over all of them. */
export function TemplateLibrary({ chosen, onChoose }: Props) {
  const [words, setWords] = useState("");
  const library = useQuery(templatesQuery);
  if (library.isPending) return <Loading what="the templates" />;
  if (library.isError) {
    return (
      <Problem
        error={library.error}
        title="The templates could not be listed"
        onRetry={() => void library.refetch()}
      />
    );
  }
  const groups = findTemplates(library.data, words);
  return (
    <Stack gap="sm" mih={0}>
      <TextInput
        type="search"
        aria-label="Search templates"
        placeholder="Search templates"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Box className={classes.list} role="group" aria-label="Templates" tabIndex={-1}>
        {groups.length === 0 && (
          <Text c="dimmed" size="sm" role="status">
            No template has “{words}” in its title, text or tags.
          </Text>
        )}
        {groups.map(({ name, templates }) => (
          <section key={name} aria-label={name}>
            <Title order={3} size="h6" c="dimmed" mb={4}>
              {name}
            </Title>
            {templates.map((template) => (
              <UnstyledButton
                key={template.title}
                className={classes.template}
                aria-pressed={template.title === chosen}
                onClick={() => onChoose(template)}
              >
                <span>
                  <Text component="span" size="sm" fw={500} display="block">
                    {template.title}
                  </Text>
                  <Text component="span" size="xs" c="dimmed" display="block">
                    {template.details}
                  </Text>
                </span>
                {template.title === chosen && <IconCheck size={16} aria-hidden />}
              </UnstyledButton>
            ))}
          </section>
        ))}
      </Box>
    </Stack>
  );
}

import { Box, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { ConfigPreview } from "@/labelConfig/ConfigPreview";
import { TemplateLibrary } from "@/labelConfig/TemplateLibrary";
import { Loading } from "@/ui/Loading";
import type { Draft } from "./draft";

// The code editor is large, and most people take a template.
const OwnConfig = lazy(() => import("./OwnConfig"));

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

/** A template or a config of one's own, drawn beside. */
export function LabelsStep({ draft, change }: Props) {
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Where the labeling interface comes from"
        value={draft.labels}
        onChange={(labels) => change({ labels: labels as Draft["labels"] })}
        data={[
          { value: "template", label: "Template" },
          { value: "own", label: "Write or paste a config" },
        ]}
        style={{ alignSelf: "flex-start" }}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Box miw={0}>
          {draft.labels === "template" ? (
            <TemplateLibrary
              chosen={draft.template}
              onChoose={({ title, config }) => change({ template: title, config })}
            />
          ) : (
            <Suspense fallback={<Loading what="the code editor" />}>
              <OwnConfig
                value={draft.config}
                onChange={(config) => change({ config, template: undefined })}
              />
            </Suspense>
          )}
        </Box>
        <ConfigPreview config={draft.config} />
      </SimpleGrid>
      {draft.config.trim() === "" && (
        <Text size="sm" c="dimmed">
          Without labels a project collects tasks, and can be labeled once it has some.
        </Text>
      )}
    </Stack>
  );
}

import { Alert, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { xmlFaults } from "./code/diagnostics";
import type { ConfigFindings } from "./configCheck";

/** What is wrong with a config, in words below it, for those who do not see what is underlined. */
export function ConfigProblems({ config, findings }: { config: string; findings: ConfigFindings }) {
  const line = (at: number) => config.slice(0, at).split("\n").length;
  const xml = config.trim() === "" ? [] : xmlFaults(config);
  const faults =
    xml.length > 0 ? xml.map((one) => `Line ${line(one.from)}: ${one.message}`) : findings.faults;
  return (
    <>
      <Sentences title="This config cannot be used yet" color="red" sentences={faults} />
      <Sentences
        title="Annotations have what this config lacks"
        color="yellow"
        sentences={xml.length > 0 ? [] : findings.misfits}
      />
    </>
  );
}

function Sentences(props: { title: string; color: string; sentences: readonly string[] }) {
  if (props.sentences.length === 0) return null;
  return (
    <Alert
      color={props.color}
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={props.title}
      role="status"
    >
      <List size="sm" spacing={4} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {props.sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

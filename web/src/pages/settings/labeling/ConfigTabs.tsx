import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ConfigProblems } from "@/labelConfig/ConfigProblems";
import CodeEditor from "@/labelConfig/code/CodeEditor";
import { useConfigCheck } from "@/labelConfig/configCheck";
import { dataKeysQuery } from "./dataKeys";
import { LabelGroups } from "./LabelGroups";

interface Props {
  projectId: number;
  config: string;
  onChange: (config: string) => void;
}

/** The config as code or by its labels, and what is wrong with it. */
export default function ConfigTabs({ projectId, config, onChange }: Props) {
  const { data: dataKeys } = useQuery(dataKeysQuery(projectId));
  const findings = useConfigCheck(config, projectId);
  return (
    <>
      <Tabs defaultValue="code" keepMounted={false}>
        <Tabs.List mb="xs">
          <Tabs.Tab value="code">Code</Tabs.Tab>
          <Tabs.Tab value="labels">Labels</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="code">
          <CodeEditor
            label="Label config"
            value={config}
            onChange={onChange}
            findings={findings}
            dataKeys={dataKeys}
          />
        </Tabs.Panel>
        <Tabs.Panel value="labels">
          <LabelGroups config={config} onChange={onChange} />
        </Tabs.Panel>
      </Tabs>
      <ConfigProblems config={config} findings={findings} />
    </>
  );
}

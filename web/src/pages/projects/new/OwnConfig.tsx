import { Stack } from "@mantine/core";
import { ConfigProblems } from "@/labelConfig/ConfigProblems";
import CodeEditor from "@/labelConfig/code/CodeEditor";
import { useConfigCheck } from "@/labelConfig/configCheck";

/** A label config that is written or pasted. */
export default function OwnConfig({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const findings = useConfigCheck(value);
  return (
    <Stack gap="xs">
      <CodeEditor label="Label config" value={value} onChange={onChange} findings={findings} />
      <ConfigProblems config={value} findings={findings} />
    </Stack>
  );
}

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { whoami } from "@/api/queries";
import { KeysDialog } from "@/ui/KeysDialog";
import { TextLink } from "@/ui/links";
import { labelingKeys } from "./keys";

interface Props {
  config: string;
  opened: boolean;
  onClose: () => void;
  onClosed: () => void;
}

/** The keys of the labeling editor. */
export function LabelingKeys({ config, ...dialog }: Props) {
  const { data: me } = useQuery(whoami);
  return (
    <KeysDialog title="Labeling keys" {...dialog} groups={labelingKeys(config, me?.custom_hotkeys)}>
      <Text size="sm" c="dimmed">
        The key of a label stands beside its name. You choose other keys on the page of{" "}
        <TextLink to="/user/account" size="sm" underline="always">
          your account
        </TextLink>
        .
      </Text>
    </KeysDialog>
  );
}

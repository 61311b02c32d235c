import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tokenKinds, whoami } from "@/api/queries";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { AppearanceSection } from "./AppearanceSection";
import { HotkeySection } from "./HotkeySection";
import { LegacyTokenSection } from "./LegacyTokenSection";
import { PasswordSection, SessionsSection } from "./PasswordSection";
import { PersonalTokenSection } from "./PersonalTokenSection";
import { ProfileSection } from "./ProfileSection";

/** One's own name, password, tokens and keys. */
export function AccountPage() {
  const me = useQuery(whoami);
  const kinds = useQuery(tokenKinds);
  return (
    <Page title="Your account">
      {me.isPending && <Loading what="your account" />}
      <Problem
        error={me.error ?? kinds.error}
        title="Your account could not be read"
        onRetry={() => void Promise.all([me.refetch(), kinds.refetch()])}
      />
      {me.data && (
        <Box maw={760}>
          <ProfileSection me={me.data} />
          <PasswordSection />
          {kinds.data?.api_tokens_enabled && <PersonalTokenSection />}
          {kinds.data?.legacy_api_tokens_enabled && <LegacyTokenSection />}
          <AppearanceSection />
          <SessionsSection />
          <HotkeySection custom={me.data.custom_hotkeys} />
        </Box>
      )}
    </Page>
  );
}

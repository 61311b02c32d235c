import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveBar } from "@/ui/form/SaveBar";
import { useSaveForm } from "@/ui/form/useSaveForm";
import { z } from "@/ui/form/zod";
import { Section } from "@/ui/Section";

const schema = z.object({
  current_password: z.string().check(z.minLength(1, "Type the password that you sign in with now.")),
  password: z.string().check(z.minLength(8, "A password has 8 characters or more.")),
});
const EMPTY = { current_password: "", password: "" };

export function PasswordSection() {
  const save = useSaveForm({
    schema,
    values: EMPTY,
    save: (_, all) => ok(api.POST("/api/v1/current-user/password", { body: all })),
    afterwards: EMPTY,
  });
  return (
    <Section title="Password" about="A change signs out every other browser.">
      <form onSubmit={save.submit} noValidate>
        <Stack maw={360} gap="sm">
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            {...save.field("current_password")}
          />
          <PasswordInput
            label="New password"
            description="8 characters or more."
            autoComplete="new-password"
            {...save.field("password")}
          />
        </Stack>
        <SaveBar form={save} label="Change password" />
      </form>
    </Section>
  );
}

export function SessionsSection() {
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/current-user/sign-out-elsewhere")),
  });
  return (
    <Section
      title="Other browsers"
      about="Signed in somewhere you should not be? Scripts with a token are not touched by this."
    >
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          Sign out everywhere else
        </Button>
        <Text size="sm" role="status">
          {end.isSuccess ? "Every other browser is signed out." : ""}
        </Text>
      </Group>
      <ConfirmDialog
        title="Sign out everywhere else?"
        opened={asking}
        onClose={() => setAsking(false)}
        action="Sign out everywhere else"
        run={() => end.mutateAsync()}
      >
        <Text size="sm">
          Every browser but this one has to sign in again. Work that is not saved there stays on its page.
        </Text>
      </ConfirmDialog>
    </Section>
  );
}

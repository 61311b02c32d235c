import { NumberInput, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Controller } from "react-hook-form";
import { api, ok, type Schemas } from "@/api/client";
import { tokenKinds } from "@/api/queries";
import { SaveBar } from "@/ui/form/SaveBar";
import { SwitchRow } from "@/ui/form/SwitchRow";
import { useSaveForm } from "@/ui/form/useSaveForm";
import { z } from "@/ui/form/zod";
import { Problem } from "@/ui/Problem";
import { Section } from "@/ui/Section";
import { sessionPolicy } from "./queries";

const minutes = z
  .number("Write a number of minutes.")
  .check(
    z.int("Whole minutes only."),
    z.minimum(1, "At least one minute."),
    z.maximum(2_147_483_647, "Fewer minutes: at most 2,147,483,647."),
  );
const schema = z.object({
  max_session_age: minutes,
  max_time_between_activity: minutes,
  api_tokens_enabled: z.boolean(),
  legacy_api_tokens_enabled: z.boolean(),
});
type Rules = z.infer<typeof schema>;

/** How long browsers stay signed in, and which tokens the server takes. For administrators. */
export function SignInRules() {
  const policy = useQuery(sessionPolicy);
  const kinds = useQuery(tokenKinds);
  return (
    <Section title="Signing in" about="For everybody on this server.">
      <Problem
        error={policy.error ?? kinds.error}
        title="The rules could not be read"
        onRetry={() => void Promise.all([policy.refetch(), kinds.refetch()])}
      />
      {policy.data && kinds.data && <RulesForm policy={policy.data} kinds={kinds.data} />}
    </Section>
  );
}

function RulesForm({ policy, kinds }: { policy: Schemas["SessionPolicy"]; kinds: Schemas["JwtSettings"] }) {
  const client = useQueryClient();
  const save = useSaveForm<Rules>({
    schema,
    values: {
      max_session_age: policy.max_session_age,
      max_time_between_activity: policy.max_time_between_activity,
      ...kinds,
    },
    save: async ({ max_session_age, max_time_between_activity, ...tokens }) => {
      if (max_session_age !== undefined || max_time_between_activity !== undefined) {
        await ok(api.PATCH("/api/session-policy", { body: { max_session_age, max_time_between_activity } }));
      }
      if (Object.keys(tokens).length > 0) await ok(api.POST("/api/jwt/settings", { body: tokens }));
      await client.invalidateQueries({ queryKey: sessionPolicy.queryKey });
      await client.invalidateQueries({ queryKey: tokenKinds.queryKey });
    },
  });
  return (
    <form onSubmit={save.submit} noValidate>
      <Stack gap="sm" maw={520}>
        <Controller
          control={save.form.control}
          name="max_session_age"
          render={({ field, fieldState }) => (
            <NumberInput
              label="Sign in again after"
              description="Minutes since the last sign-in."
              min={1}
              suffix=" min"
              thousandSeparator=","
              {...field}
              error={fieldState.error?.message}
            />
          )}
        />
        <Controller
          control={save.form.control}
          name="max_time_between_activity"
          render={({ field, fieldState }) => (
            <NumberInput
              label="Sign out when idle for"
              description="Minutes without a request."
              min={1}
              suffix=" min"
              thousandSeparator=","
              {...field}
              error={fieldState.error?.message}
            />
          )}
        />
        <SwitchRow form={save} name="api_tokens_enabled" label="Personal access tokens are accepted" />
        <SwitchRow form={save} name="legacy_api_tokens_enabled" label="Legacy tokens are accepted" />
      </Stack>
      <SaveBar form={save} />
    </form>
  );
}

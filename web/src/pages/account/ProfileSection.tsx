import { Group, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { whoami } from "@/api/queries";
import { SaveBar } from "@/ui/form/SaveBar";
import { useSaveForm } from "@/ui/form/useSaveForm";
import { z } from "@/ui/form/zod";
import { Section } from "@/ui/Section";

const name = z.string().check(z.trim(), z.maxLength(256, "A name has at most 256 letters."));
const schema = z.object({ first_name: name, last_name: name });

export function ProfileSection({ me }: { me: Schemas["OwnUser"] }) {
  const client = useQueryClient();
  const save = useSaveForm({
    schema,
    values: { first_name: me.first_name, last_name: me.last_name },
    save: async (changed) => {
      await ok(api.PATCH("/api/users/{id}", { params: { path: { id: me.id } }, body: changed }));
      await client.invalidateQueries({ queryKey: whoami.queryKey });
    },
  });
  return (
    <Section title="Name" about="Stands beside your annotations.">
      <form onSubmit={save.submit} noValidate>
        <TextInput
          label="E-mail"
          description="The address you sign in with. It stays the same for the life of the account."
          value={me.email}
          readOnly
          mb="sm"
        />
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput label="First name" autoComplete="given-name" miw={160} {...save.field("first_name")} />
          <TextInput label="Last name" autoComplete="family-name" miw={160} {...save.field("last_name")} />
        </Group>
        <SaveBar form={save} />
      </form>
    </Section>
  );
}

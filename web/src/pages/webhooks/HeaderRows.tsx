import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type UseFormReturn, useFieldArray } from "react-hook-form";
import type { WebhookInput } from "./model";

/** The header fields that go with each event. */
export function HeaderRows({ form }: { form: UseFormReturn<WebhookInput> }) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "headers" });
  const errors = form.formState.errors.headers;
  return (
    <Stack component="fieldset" gap="xs" p={0} m={0} bd="none">
      <Text component="legend" size="sm" fw={600}>
        Headers
      </Text>
      {fields.map((field, index) => (
        <Group key={field.id} gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="Authorization"
            {...form.register(`headers.${index}.name`)}
            error={errors?.[index]?.name?.message}
            style={{ flex: 1 }}
          />
          <TextInput
            aria-label={`Value of header ${index + 1}`}
            placeholder="Bearer …"
            autoComplete="off"
            {...form.register(`headers.${index}.value`)}
            style={{ flex: 2 }}
          />
          <ActionIcon
            variant="default"
            size={36}
            onClick={() => remove(index)}
            aria-label={`Remove header ${index + 1}`}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {errors?.root?.message && (
        <Text size="xs" c="red" role="alert">
          {errors.root.message}
        </Text>
      )}
      <Group>
        <Button size="compact-sm" variant="subtle" onClick={() => append({ name: "", value: "" })}>
          Add a header
        </Button>
      </Group>
    </Stack>
  );
}

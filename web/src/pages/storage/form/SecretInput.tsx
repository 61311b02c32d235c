import { Button, Group, Input, PasswordInput, Text, Textarea } from "@mantine/core";
import { type Ref, useState } from "react";
import type { Field, FieldValue } from "./model";

interface Props {
  field: Field;
  /** The server has a value, which it never shows. */
  stored: boolean;
  value: FieldValue | undefined;
  onChange: (value: FieldValue) => void;
  label: string;
  description: string;
  error: string | undefined;
  name: string;
  onBlur: () => void;
  ref: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

/** A secret is written and never shown again: "set · replace". */
export function SecretInput({ field, stored, value, onChange, ...shared }: Props) {
  const [replacing, setReplacing] = useState(!stored || (typeof value === "string" && value !== ""));
  const keep = () => {
    onChange("");
    setReplacing(false);
  };
  if (!replacing) {
    const removed = value === null;
    return (
      <Input.Wrapper
        label={shared.label}
        description={shared.description}
        error={shared.error}
        labelElement="div"
      >
        <Group gap="xs" mt={4} role="group" aria-label={shared.label}>
          <Text size="sm">{removed ? "will be removed" : "set"}</Text>
          <Button size="compact-sm" variant="default" onClick={() => setReplacing(true)}>
            Replace
          </Button>
          {removed ? (
            <Button size="compact-sm" variant="subtle" onClick={() => onChange("")}>
              Keep
            </Button>
          ) : (
            <Button size="compact-sm" variant="subtle" onClick={() => onChange(null)}>
              Remove
            </Button>
          )}
        </Group>
      </Input.Wrapper>
    );
  }
  const text = typeof value === "string" ? value : "";
  const input = {
    ...shared,
    value: text,
    placeholder: field.placeholder,
    withAsterisk: field.required,
    autoComplete: "new-password",
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <>
      {field.multiline ? (
        <Textarea {...input} autosize minRows={2} maxRows={6} />
      ) : (
        <PasswordInput {...input} />
      )}
      {stored && (
        <Button size="compact-xs" variant="subtle" onClick={keep} style={{ alignSelf: "flex-start" }}>
          Keep the one that is set
        </Button>
      )}
    </>
  );
}

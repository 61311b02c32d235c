import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { type Control, useController } from "react-hook-form";
import type { Field, FormValues } from "./model";
import { SecretInput } from "./SecretInput";

interface Props {
  field: Field;
  control: Control<FormValues>;
  /** The server has a value of this secret. */
  stored: boolean;
}

/** One parameter, drawn as its description says. */
export function FieldInput({ field, control, stored }: Props) {
  const { field: input, fieldState } = useController({ name: field.name, control });
  const shared = {
    label: field.title,
    description: field.help,
    error: fieldState.error?.message,
    name: field.name,
    onBlur: input.onBlur,
    ref: input.ref,
  };
  const required = { withAsterisk: field.required, "aria-required": field.required };
  const text = typeof input.value === "string" ? input.value : "";

  if (field.type === "bool") {
    return (
      <Switch
        {...shared}
        checked={input.value === true}
        onChange={(event) => input.onChange(event.currentTarget.checked)}
      />
    );
  }
  if (field.type === "secret") {
    return (
      <SecretInput field={field} stored={stored} value={input.value} onChange={input.onChange} {...shared} />
    );
  }
  if (field.type === "int") {
    return (
      <NumberInput
        {...shared}
        {...required}
        value={typeof input.value === "number" ? input.value : text}
        onChange={input.onChange}
        clampBehavior="none"
        allowDecimal={false}
        suffix={field.unit === "" ? undefined : ` ${field.unit}`}
        thousandSeparator=","
      />
    );
  }
  if (field.choices.length > 0) {
    return (
      <Select
        {...shared}
        {...required}
        value={text === "" ? null : text}
        onChange={(value) => input.onChange(value ?? "")}
        data={field.choices.map(({ value, title }) => ({ value, label: title }))}
        clearable={!field.required && field.default === null}
        placeholder={field.placeholder}
        comboboxProps={{ withinPortal: true }}
      />
    );
  }
  if (field.multiline) {
    return (
      <Textarea
        {...shared}
        {...required}
        value={text}
        onChange={input.onChange}
        placeholder={field.placeholder}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      {...required}
      value={text}
      onChange={input.onChange}
      placeholder={field.placeholder}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
    />
  );
}

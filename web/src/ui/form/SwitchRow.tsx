import { Switch } from "@mantine/core";
import { Controller, type FieldValues, type Path } from "react-hook-form";
import type { SaveForm } from "./useSaveForm";

interface Props<V extends FieldValues> {
  form: Pick<SaveForm<V>, "form">;
  name: Path<V>;
  label: string;
  description?: string;
}

/** A yes or no of a form. */
export function SwitchRow<V extends FieldValues>({ form, name, label, description }: Props<V>) {
  return (
    <Controller
      control={form.form.control}
      name={name}
      render={({ field: { value, ...field }, fieldState }) => (
        <Switch
          label={label}
          description={description}
          checked={value === true}
          {...field}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}

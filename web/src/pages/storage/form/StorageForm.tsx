import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Collapse, Group, Stack, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { Schemas } from "@/api/client";
import { errorsByField } from "@/ui/form/saveState";
import { Problem } from "@/ui/Problem";
import { LivePanel } from "../live/LivePanel";
import type { Storage } from "../queries";
import { FieldInput } from "./FieldInput";
import {
  changedParams,
  type Field,
  type FormValues,
  fieldsOf,
  formSchema,
  type Kind,
  newParams,
  parts,
  pickTyped,
  type Role,
  saysPlace,
  shownFields,
  TITLE,
} from "./model";
import { addStorage, changeStorage } from "./save";

export interface Saved {
  storage: Storage;
  created: boolean;
  warnings: string[];
}

interface Props {
  project: number;
  role: Role;
  kind: Kind;
  storage: Storage | undefined;
  initial: FormValues;
  /** Hears of what was typed, as it is typed. Must not change from one drawing to the next. */
  onTyped: (values: FormValues) => void;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
  /** Stands above the buttons: whether what was typed may go. */
  question: ReactNode;
}

/** The parameters of one kind of storage at the left, what they mean at the right. */
export function StorageForm({
  project,
  role,
  kind,
  storage,
  initial,
  onTyped,
  onSaved,
  onClose,
  question,
}: Props) {
  const fields = fieldsOf(kind, role);
  const stored = new Set(storage?.secrets_set ?? []);
  const [start] = useState(initial);
  const [error, setError] = useState<unknown>(null);
  const [more, setMore] = useState(false);
  const schema = formSchema(fields, stored);
  const {
    control,
    handleSubmit,
    setError: setFieldError,
    setValue,
    formState,
    watch,
  } = useForm<FormValues>({ resolver: zodResolver(schema), defaultValues: start, mode: "onTouched" });
  const values = watch();
  const { first, more: rare } = parts(shownFields(fields, values));
  const params = storage ? changedParams(fields, values, start) : newParams(fields, values);
  const usable = schema.safeParse(values).success;

  const typed = JSON.stringify(pickTyped(values, Object.keys(formState.dirtyFields)));
  useEffect(() => onTyped(JSON.parse(typed) as FormValues), [typed, onTyped]);

  const openMoreFor = (names: readonly string[]) => {
    if (fields.some((field) => field.advanced && names.includes(field.name))) setMore(true);
  };
  const send = async (sent: FormValues) => {
    setError(null);
    try {
      const title = String(sent[TITLE] ?? "").trim();
      onSaved(
        storage
          ? await changeStorage(storage.id, changedParams(fields, sent, start), title)
          : await addStorage({ project, role, kind: kind.kind, params: newParams(fields, sent), title }),
      );
    } catch (thrown) {
      setError(thrown);
      const wrong = errorsByField(
        thrown,
        fields.map((field) => field.name),
      );
      for (const [name, message] of wrong)
        setFieldError(name, { type: "server", message }, { shouldFocus: true });
      openMoreFor(wrong.map(([name]) => name));
    }
  };
  const draw = (field: Field) => (
    <FieldInput key={field.name} field={field} control={control} stored={stored.has(field.name)} />
  );
  const place: Schemas["StorageToCheck"] = storage
    ? { id: storage.id, params }
    : { project, role, kind: kind.kind, params };

  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(send, (errors) => openMoreFor(Object.keys(errors)))(event)}
    >
      <Group align="flex-start" gap="xl" wrap="wrap">
        <Stack gap="sm" style={{ flex: "1 1 380px", minWidth: 0 }}>
          {first.map(draw)}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => setMore(!more)}
            aria-expanded={more}
            leftSection={
              more ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />
            }
            style={{ alignSelf: "flex-start" }}
          >
            More
          </Button>
          <Collapse expanded={more} keepMounted={false}>
            <Stack gap="sm">
              <TextInput
                label="Title"
                description="What its card is called; empty shows its address."
                value={String(values[TITLE] ?? "")}
                onChange={(event) => setValue(TITLE, event.currentTarget.value, { shouldDirty: true })}
                maxLength={256}
              />
              {rare.map(draw)}
            </Stack>
          </Collapse>
        </Stack>
        <LivePanel
          place={place}
          usable={usable}
          placed={storage !== undefined || saysPlace(fields, values)}
          preview={role === "source"}
          onSuggestion={(name, value) => setValue(name, value, { shouldDirty: true, shouldTouch: true })}
        />
      </Group>
      <Stack
        gap="xs"
        py="sm"
        style={{ position: "sticky", bottom: 0, zIndex: 1, background: "var(--mantine-color-body)" }}
      >
        <Problem
          error={error}
          title={storage ? "The storage was not changed" : "The storage was not added"}
        />
        {question}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={formState.isSubmitting}>
            {storage ? "Save" : "Add Storage"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

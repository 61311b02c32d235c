// A form over something the server keeps: loads, checks, saves what changed, and says which of that is true.
//
//   const save = useSaveForm({ schema, values: project, save: (changed) => ok(api.PATCH(…, { body: changed })) });
//   <form onSubmit={save.submit}>
//     <TextInput label="Title" {...save.field("title")} />
//     <SaveBar form={save} />
//   </form>
import { zodResolver } from "@hookform/resolvers/zod";
import { type FormEvent, useState } from "react";
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import type * as z from "zod/mini";
import { changedValues, errorsByField, type SaveState, saveState } from "./saveState";

interface Options<V extends FieldValues> {
  schema: z.ZodMiniType<V, V>;
  /** As the server has them. What is typed stays when they arrive anew. */
  values: V;
  /** Sends the members that were changed; a throw is shown as "Not saved: …" and everything typed stays. */
  save: (changed: Partial<V>, all: V) => Promise<unknown>;
  /** What the form shows when that went well, if it is not what was sent: a password is not kept. */
  afterwards?: V;
}

export interface SaveForm<V extends FieldValues> {
  form: UseFormReturn<V, unknown, V>;
  state: SaveState;
  dirty: boolean;
  submit: (event?: FormEvent) => void;
  /** Back to what the server has. */
  discard: () => void;
  /** The props of a plain input: name, handlers, and the sentence of what is wrong. */
  field: (name: Path<V>) => ReturnType<UseFormReturn<V>["register"]> & { error?: string };
  /** The sentence of what is wrong with a field that is drawn through a Controller. */
  errorOf: (name: Path<V>) => string | undefined;
}

// `resetOptions` of the form count for its own resets, too.
const ANEW = { keepDirtyValues: false };

export function useSaveForm<V extends FieldValues>({
  schema,
  values,
  save,
  afterwards,
}: Options<V>): SaveForm<V> {
  const form = useForm<V, unknown, V>({
    resolver: zodResolver(schema),
    values,
    resetOptions: { keepDirtyValues: true },
  });
  const [error, setError] = useState<unknown>(null);
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const { isDirty, isSubmitting, errors } = form.formState;

  const send = async (sent: V) => {
    setError(null);
    try {
      await save(changedValues(form.formState.defaultValues as Partial<V>, sent), sent);
    } catch (problem) {
      setError(problem);
      for (const [name, message] of errorsByField(problem, Object.keys(sent))) {
        form.setError(name as Path<V>, { type: "server", message });
      }
      return;
    }
    // What was typed while it was on its way is not saved yet, and stays.
    const typed = changedValues<V>(sent, form.getValues());
    form.reset(afterwards ?? sent, ANEW);
    for (const name of Object.keys(typed) as Path<V>[]) {
      form.setValue(name, typed[name] as V[typeof name], { shouldDirty: true });
    }
    setSavedAt(new Date());
  };

  const errorOf = (name: Path<V>) => form.getFieldState(name, form.formState).error?.message;

  return {
    form,
    state: saveState({
      saving: isSubmitting,
      dirty: isDirty,
      invalid: Object.keys(errors).length > 0,
      error,
      savedAt,
    }),
    dirty: isDirty,
    submit: (event) => void form.handleSubmit(send)(event),
    discard: () => {
      setError(null);
      form.reset(values as DefaultValues<V>, ANEW);
    },
    field: (name) => ({ ...form.register(name), error: errorOf(name) }),
    errorOf,
  };
}

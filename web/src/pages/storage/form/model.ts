// The form of a storage, made from the server's description of its kind: no kind is known here.

import type { Schemas } from "@/api/client";
import { z } from "@/ui/form/zod";
import { count } from "@/ui/format";

export type Field = Schemas["StorageField"];
export type Kind = Schemas["StorageKind"];
export type Role = "source" | "target";
/** "" is nothing given; null removes a secret that is stored. */
export type FieldValue = string | number | boolean | null;
export type FormValues = Record<string, FieldValue>;

/** The title beside the parameters; no parameter of the server has this name. */
export const TITLE = "storage title";

export const fieldsOf = (kind: Kind, role: Role): Field[] => kind.forms[role];

const nothing = (field: Field): FieldValue => (field.type === "bool" ? false : "");

function fits(field: Field, value: FieldValue | undefined): value is FieldValue {
  if (value === undefined || value === null) return false;
  if (field.type === "bool") return typeof value === "boolean";
  if (field.type === "int") return typeof value === "number" || value === "";
  if (typeof value !== "string") return false;
  return field.choices.length === 0 || field.choices.some((choice) => choice.value === value);
}

/** What the form begins with: what is there already wherever it fits the field, else the server's suggestion. */
export function startValues(fields: readonly Field[], known: Readonly<Record<string, unknown>>): FormValues {
  const values: FormValues = {
    [TITLE]: typeof known[TITLE] === "string" ? known[TITLE] : "",
  };
  for (const field of fields) {
    const value = known[field.name] as FieldValue | undefined;
    values[field.name] = fits(field, value) ? value : (field.default ?? nothing(field));
  }
  return values;
}

/** What the form of a saved storage begins with: what is not stored is empty, not suggested. */
export function savedValues(
  fields: readonly Field[],
  params: Readonly<Record<string, unknown>>,
  title: string | null,
): FormValues {
  const values: FormValues = { [TITLE]: title ?? "" };
  for (const field of fields) {
    const value = params[field.name] as FieldValue | undefined;
    values[field.name] = fits(field, value) ? value : nothing(field);
  }
  return values;
}

/** Whether the other field that this one depends on makes it mean something. */
export function applies(field: Field, values: Readonly<FormValues>): boolean {
  const condition = field.depends_on;
  return condition === null || condition.values.some((value) => value === values[condition.field]);
}

export const shownFields = (fields: readonly Field[], values: Readonly<FormValues>): Field[] =>
  fields.filter((field) => applies(field, values));

const range = ({ min, max, unit }: Field): string => {
  const words = unit === "" ? "" : ` ${unit}`;
  if (min !== null && max !== null) return `from ${count(min)} to ${count(max)}${words}`;
  return min !== null ? `of at least ${count(min)}${words}` : `of at most ${count(max ?? 0)}${words}`;
};

function numberSchema(field: Field) {
  const sentence = `${field.title} is a whole number ${range(field)}.`;
  let schema = z.number(sentence).check(z.int(sentence));
  if (field.min !== null) schema = schema.check(z.minimum(field.min, sentence));
  if (field.max !== null) schema = schema.check(z.maximum(field.max, sentence));
  return field.required ? schema : z.union([z.literal(""), schema], sentence);
}

function fieldSchema(field: Field, stored: boolean): z.ZodMiniType<FieldValue> {
  if (field.type === "bool") return z.boolean();
  if (field.type === "int") return numberSchema(field);
  const text = z.string();
  if (!field.required || stored) return z.nullable(text);
  return text.check(z.refine((value) => value.trim() !== "", `Give the ${lowerFirst(field.title)}.`));
}

/** "Bucket name" → "bucket name", but "URL" stays. */
function lowerFirst(title: string): string {
  const second = title.charAt(1);
  return second !== second.toLowerCase() ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What may be sent; fields that do not apply are not looked at. `stored` names the secrets that the server has:
 * leaving them empty keeps them. */
export function formSchema(fields: readonly Field[], stored: ReadonlySet<string> = new Set()) {
  return z.record(z.string(), value).check(
    z.superRefine((values: FormValues, context) => {
      for (const field of shownFields(fields, values)) {
        const checked = fieldSchema(field, stored.has(field.name)).safeParse(values[field.name]);
        const message = checked.error?.issues[0]?.message;
        if (message !== undefined) context.addIssue({ code: "custom", path: [field.name], message });
      }
    }),
  );
}

/** Whether a new storage says where it is: what is required, and where nothing is, anything at all. */
export function saysPlace(fields: readonly Field[], values: Readonly<FormValues>): boolean {
  const given = (field: Field) => values[field.name] !== (field.default ?? nothing(field));
  const required = fields.filter((field) => field.required);
  return required.length > 0 ? required.every(given) : fields.some(given);
}

/** The parameters of a new storage: what is empty is left to the server. */
export function newParams(
  fields: readonly Field[],
  values: Readonly<FormValues>,
): Record<string, FieldValue> {
  const params: Record<string, FieldValue> = {};
  for (const field of shownFields(fields, values)) {
    const value = values[field.name];
    if (value !== undefined && value !== "" && value !== null) params[field.name] = value;
  }
  return params;
}

/** The parameters that differ from the saved ones. A secret that was left empty is kept; null takes a value away. */
export function changedParams(
  fields: readonly Field[],
  values: Readonly<FormValues>,
  saved: Readonly<FormValues>,
): Record<string, FieldValue> {
  const params: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || value === saved[field.name]) continue;
    params[field.name] = value === "" ? null : value;
  }
  return params;
}

/** Splits the fields of a form: always seen, and under *More*. */
export function parts(fields: readonly Field[]): { first: Field[]; more: Field[] } {
  return {
    first: fields.filter((field) => !field.advanced),
    more: fields.filter((field) => field.advanced),
  };
}

/** The values that a person gave. */
export const pickTyped = (values: Readonly<FormValues>, names: readonly string[]): FormValues =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));

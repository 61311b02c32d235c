import { describe, expect, test } from "vitest";
import {
  changedParams,
  type Field,
  formSchema,
  newParams,
  parts,
  savedValues,
  saysPlace,
  shownFields,
  startValues,
  TITLE,
} from "./model";

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  title: name,
  help: "",
  type: "string",
  required: false,
  advanced: false,
  default: null,
  min: null,
  max: null,
  unit: "",
  choices: [],
  placeholder: "",
  multiline: false,
  depends_on: null,
  ...more,
});

const BUCKET = field("bucket", { title: "Bucket name", required: true });
const SECRET = field("key", { type: "secret" });
const PRESIGN = field("presign", { type: "bool", default: true });
const TTL = field("ttl", {
  title: "Lifetime",
  type: "int",
  default: 15,
  min: 0,
  max: 32768,
  unit: "minutes",
  depends_on: { field: "presign", values: [true] },
});
const MODE = field("mode", {
  advanced: true,
  default: "keep",
  choices: [
    { value: "keep", title: "Keep" },
    { value: "new", title: "New" },
  ],
});
const FIELDS = [BUCKET, SECRET, PRESIGN, TTL, MODE];

const problems = (values: Record<string, string | number | boolean | null>, stored: string[] = []) => {
  const found = formSchema(FIELDS, new Set(stored)).safeParse({ ...startValues(FIELDS, {}), ...values });
  return found.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
};

describe("what the form begins with", () => {
  test("the server's suggestions", () => {
    expect(startValues(FIELDS, {})).toEqual({
      [TITLE]: "",
      bucket: "",
      key: "",
      presign: true,
      ttl: 15,
      mode: "keep",
    });
  });

  test("what was typed for another kind, where it fits", () => {
    const values = startValues(FIELDS, {
      bucket: "cats",
      ttl: "soon",
      mode: "other",
      presign: false,
      foreign: 1,
    });
    expect(values).toMatchObject({ bucket: "cats", ttl: 15, mode: "keep", presign: false });
    expect(values).not.toHaveProperty("foreign");
  });

  test("of a saved storage: what is stored, nothing suggested", () => {
    expect(savedValues(FIELDS, { bucket: "cats", ttl: null, mode: "new" }, "Cats")).toEqual({
      [TITLE]: "Cats",
      bucket: "cats",
      key: "",
      presign: false,
      ttl: "",
      mode: "new",
    });
  });
});

describe("what may be sent", () => {
  test("a field that must be given is asked for by its title", () => {
    expect(problems({})).toEqual(["bucket: Give the bucket name."]);
    expect(problems({ bucket: " " })).toEqual(["bucket: Give the bucket name."]);
    expect(problems({ bucket: "cats" })).toEqual([]);
  });

  test("numbers within what the server takes, with the unit", () => {
    expect(problems({ bucket: "b", ttl: 40_000 })).toEqual([
      "ttl: Lifetime is a whole number from 0 to 32,768 minutes.",
    ]);
    expect(problems({ bucket: "b", ttl: 1.5 })).toHaveLength(1);
    expect(problems({ bucket: "b", ttl: "many" })).toHaveLength(1);
    expect(problems({ bucket: "b", ttl: "" })).toEqual([]);
  });

  test("a field that does not apply is not looked at", () => {
    expect(problems({ bucket: "b", presign: false, ttl: 40_000 })).toEqual([]);
    expect(shownFields(FIELDS, { presign: false })).not.toContain(TTL);
  });

  test("a secret that must be given may stay as it is stored", () => {
    const secret = field("password", { type: "secret", required: true });
    expect(formSchema([secret]).safeParse({ password: "" }).success).toBe(false);
    expect(formSchema([secret], new Set(["password"])).safeParse({ password: "" }).success).toBe(true);
    expect(formSchema([secret], new Set(["password"])).safeParse({ password: null }).success).toBe(true);
  });
});

test("a new storage gets what is given and applies", () => {
  expect(
    newParams(FIELDS, { bucket: "cats", key: "", presign: false, ttl: 15, mode: "keep", [TITLE]: "x" }),
  ).toEqual({
    bucket: "cats",
    presign: false,
    mode: "keep",
  });
});

test("a saved one gets what changed; null takes a value away, an empty secret stays", () => {
  const saved = savedValues(FIELDS, { bucket: "cats", presign: true, ttl: 15, mode: "keep" }, null);
  expect(changedParams(FIELDS, saved, saved)).toEqual({});
  expect(changedParams(FIELDS, { ...saved, ttl: "", mode: "new" }, saved)).toEqual({
    ttl: null,
    mode: "new",
  });
  expect(changedParams(FIELDS, { ...saved, key: null }, saved)).toEqual({ key: null });
  expect(changedParams(FIELDS, { ...saved, key: "s3cret" }, saved)).toEqual({ key: "s3cret" });
});

test("rare parameters are apart", () => {
  expect(parts(FIELDS)).toEqual({ first: [BUCKET, SECRET, PRESIGN, TTL], more: [MODE] });
});

test("a place is said by what is required, and where nothing is, by anything that was given", () => {
  const said = (fields: Field[], values: Record<string, string>) =>
    saysPlace(fields, { ...startValues(fields, {}), ...values });
  expect(said(FIELDS, {})).toBe(false);
  expect(said(FIELDS, { mode: "new" })).toBe(false);
  expect(said(FIELDS, { bucket: "cats" })).toBe(true);
  const optional = [field("host"), PRESIGN, MODE];
  expect(said(optional, {})).toBe(false);
  expect(said(optional, { host: "127.0.0.1" })).toBe(true);
});

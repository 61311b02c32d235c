// What a person enters about an ML backend, and what is sent of it.
import type { Schemas } from "@/api/client";
import { z } from "@/ui/form/zod";
import type { Backend } from "./queries";

const seconds = "Write a number of seconds, 1 to 3,600.";

export const backendSchema = z
  .object({
    title: z.string().check(z.trim(), z.minLength(1, "Give it a name: people choose it by that.")),
    url: z
      .string()
      .check(
        z.trim(),
        z.regex(
          /^https?:\/\/[^/\s]+/i,
          "Write the address with http:// or https://, as http://localhost:9090.",
        ),
      ),
    user: z.string(),
    /** Empty with a stored one: as it is. */
    password: z.string(),
    stored: z.boolean(),
    withPassword: z.boolean(),
    extra: z.string().check(z.refine(isJsonOrEmpty, 'Write JSON, as {"device": "cpu"}, or nothing.')),
    timeout: z.number(seconds).check(z.minimum(1, seconds), z.maximum(3600, seconds)),
    interactive: z.boolean(),
    newest: z.boolean(),
    version: z.string(),
  })
  .check(
    z.refine(({ withPassword, user }) => !withPassword || user !== "", {
      path: ["user"],
      message: "Write the user name.",
    }),
    z.refine(({ withPassword, password, stored }) => !withPassword || password !== "" || stored, {
      path: ["password"],
      message: "Write the password.",
    }),
  );

export type BackendValues = z.infer<typeof backendSchema>;

function isJsonOrEmpty(text: string): boolean {
  if (text.trim() === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function valuesOf(backend: Backend | null): BackendValues {
  const extra = backend?.extra_params;
  return {
    title: backend?.title ?? "",
    url: backend?.url ?? "",
    user: backend?.basic_auth_user ?? "",
    password: "",
    stored: backend?.basic_auth_pass_is_set ?? false,
    withPassword: backend?.auth_method === "BASIC_AUTH",
    extra: extra === null || extra === undefined ? "" : JSON.stringify(extra),
    timeout: backend?.timeout ?? 100,
    interactive: backend?.is_interactive ?? false,
    newest: backend?.auto_update ?? true,
    version: backend?.model_version ?? "",
  };
}

type Connection = Pick<
  Schemas["MlBackendSettings"],
  "project" | "url" | "extra_params" | "auth_method" | "basic_auth_user" | "basic_auth_pass"
>;

/** Where and how it is asked: what a check needs to know. */
export function connectionOf(values: BackendValues, project: number): Connection {
  return {
    project,
    url: values.url.trim(),
    extra_params: values.extra.trim() === "" ? null : (JSON.parse(values.extra) as unknown),
    ...(values.withPassword
      ? {
          auth_method: "BASIC_AUTH",
          basic_auth_user: values.user,
          ...(values.password === "" ? {} : { basic_auth_pass: values.password }),
        }
      : { auth_method: "NONE" }),
  };
}

export function bodyOf(values: BackendValues, project: number): Schemas["MlBackendSettings"] {
  return {
    ...connectionOf(values, project),
    title: values.title.trim(),
    timeout: values.timeout,
    is_interactive: values.interactive,
    auto_update: values.newest,
    ...(values.newest ? {} : { model_version: values.version }),
  };
}

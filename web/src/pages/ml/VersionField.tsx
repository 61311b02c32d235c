import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Controller, type UseFormReturn } from "react-hook-form";
import { api, ok } from "@/api/client";
import { Problem } from "@/ui/Problem";
import type { BackendValues } from "./form";
import type { Backend } from "./queries";

interface Props {
  form: UseFormReturn<BackendValues, unknown, BackendValues>;
  backend: Backend;
}

const NEWEST = "";

/** Which of the model's versions predicts: always its newest, or one. */
export function VersionField({ form, backend }: Props) {
  const versions = useQuery({
    queryKey: ["ml", backend.id, "versions"],
    queryFn: async () =>
      (await ok(api.GET("/api/ml/{id}/versions", { params: { path: { id: backend.id } } }))).versions,
    retry: false,
  });
  const chosen = backend.auto_update ? null : backend.model_version;
  const known = new Set([...(chosen ? [chosen] : []), ...(versions.data ?? [])]);
  return (
    <>
      <Controller
        control={form.control}
        name="version"
        render={({ field }) => (
          <NativeSelect
            label="Model version"
            data={[
              { value: NEWEST, label: "Always the newest" },
              ...Array.from(known, (version) => ({ value: version, label: version })),
            ]}
            value={form.watch("newest") ? NEWEST : field.value}
            onChange={(event) => {
              const { value } = event.currentTarget;
              form.setValue("newest", value === NEWEST, { shouldDirty: true });
              if (value !== NEWEST) field.onChange(value);
            }}
          />
        )}
      />
      <Problem error={versions.error} title="The versions could not be listed" />
    </>
  );
}

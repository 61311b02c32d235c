import { api, ok, type Schemas } from "@/api/client";
import { storageAddressesChanged } from "@/api/policy";
import { startSync } from "../queries";
import type { FieldValue } from "./model";
import type { Saved } from "./StorageForm";

/** Connects the storage; its first sync starts by itself. */
export async function addStorage(storage: Schemas["NewStorage"]): Promise<Saved> {
  const added = await ok(api.POST("/api/v1/storages", { body: storage }));
  storageAddressesChanged();
  // It is connected by now: that the sync did not start is told by its card, not by the form.
  await startSync(added.storage.id).catch(() => undefined);
  return added;
}

export async function changeStorage(
  id: number,
  params: Record<string, FieldValue>,
  title: string,
): Promise<Saved> {
  const storage = await ok(
    api.PATCH("/api/v1/storages/{id}", {
      params: { path: { id } },
      body: { params, title: title === "" ? null : title },
    }),
  );
  storageAddressesChanged();
  return { storage, created: false, warnings: [] };
}

// The open tab: as its view is saved, with what the address changes, with what is not saved yet.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { DataAddress } from "../address";
import { addressOf, changesOf, NO_CHANGES, without } from "../changes";
import { type Look, lookOf, titleOf, type ViewData } from "./look";
import { Saver } from "./saver";
import { FIRST_DATA, type View, ViewStore, viewsQuery } from "./viewsQuery";

/** Milliseconds in which a column is drawn wider and wider. */
const DRAWN = 400;

export interface OpenTab {
  /** Undefined until the server has told its tabs. */
  look: Look | undefined;
  /** In their order; none where the only tab is one that nobody has changed yet. */
  views: View[];
  /** The view that is open. */
  id: number | undefined;
  open: (id: number | undefined) => void;
  /** Names this view in the address, so that it stays open whatever is first. */
  keepOpen: (id: number) => void;
  title: string;
  /** The address names a tab that is not there. */
  missing: boolean;
  /** The address shows the tab otherwise than it is saved. */
  changed: boolean;
  change: (part: Partial<Look>) => void;
  /** Makes what the address changes part of the tab. */
  keepChanges: () => void;
  /** Shows the tab as it is saved. */
  dropChanges: () => void;
  store: ViewStore;
  error: unknown;
  retry: () => void;
  saveError: unknown;
  saveAgain: () => void;
}

/** `step`: one to go back from. */
type Navigate = (change: (old: DataAddress) => DataAddress, step?: boolean) => Promise<void>;

/** Who may not change tabs changes the address alone. */
export function useTab(
  projectId: number,
  address: DataAddress,
  navigate: Navigate,
  mayManage: boolean,
): OpenTab {
  const client = useQueryClient();
  const query = useQuery(viewsQuery(projectId));
  const list = query.data;
  const store = useMemo(() => new ViewStore(client, projectId), [client, projectId]);
  const missing =
    list !== undefined && address.tab !== undefined && !list.some(({ id }) => id === address.tab);
  const tab = missing ? undefined : address.tab;

  /** The address of now; undefined where the page was left. */
  const shown = useRef<DataAddress>(undefined);
  useEffect(() => {
    shown.current = address;
    return () => {
      shown.current = undefined;
    };
  }, [address]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: navigate is another function each time and does the same
  const saver = useMemo(
    () =>
      new Saver<Look>(async (part) => {
        if (mayManage) await store.save(tab, part);
        // The page may have been left, or another tab opened, meanwhile.
        const { current } = shown;
        if (current === undefined || current.tab !== address.tab) return;
        if (!mayManage) await navigate((old) => ({ ...old, ...addressOf(part) }));
        else if (Object.keys(changesOf(current)).length > 0) await navigate((old) => without(old, part));
      }),
    [store, tab, mayManage],
  );
  useEffect(() => {
    const save = () => void saver.flush();
    window.addEventListener("pagehide", save);
    return () => {
      window.removeEventListener("pagehide", save);
      save();
    };
  }, [saver]);
  const { pending, error: saveError } = useSyncExternalStore(saver.subscribe, saver.state);

  const { view: layout, perRow, ordering, filters, columns } = address;
  const changes = useMemo(
    () => changesOf({ view: layout, perRow, ordering, filters, columns }),
    [layout, perRow, ordering, filters, columns],
  );
  const view = tab === undefined ? list?.[0] : list?.find(({ id }) => id === tab);
  const data: ViewData | undefined = list && (view?.data ?? FIRST_DATA);
  const look = useMemo(() => data && { ...lookOf(data), ...changes, ...pending }, [data, changes, pending]);
  return {
    look,
    views: list ?? [],
    id: view?.id,
    open: (id) => {
      void saver.flush();
      void navigate((old) => ({ ...old, ...NO_CHANGES, tab: id }), true);
    },
    keepOpen: (id) => void navigate((old) => ({ ...old, tab: id })),
    title: titleOf(data ?? FIRST_DATA),
    missing,
    changed: Object.keys(changes).length > 0,
    change: (part) => {
      const drawn = part.columns && part.columns.widths !== look?.columns.widths;
      saver.change(part, drawn ? DRAWN : 0);
    },
    keepChanges: () => saver.change(changes),
    dropChanges: () => void navigate((old) => ({ ...old, ...NO_CHANGES })),
    store,
    error: query.error,
    retry: () => void query.refetch(),
    saveError,
    saveAgain: () => void saver.flush(),
  };
}

// One open editor: tasks go in, work and wishes come out.
import type { Annotation, LabelStudio, Region, Store } from "./editor";
import { probeMedia, watchMedia } from "./media";
import type {
  EditorEvents,
  EditorHandle,
  EditorTask,
  Opening,
  OpeningDraft,
  OpenOptions,
  Result,
  Work,
} from "./port";

/** Free of the editor's own objects. */
const plain = (results: Result[]): Result[] => JSON.parse(JSON.stringify(results)) as Result[];

/** Its number on the server; before it has one the editor puts words of its own there. */
function serverId(annotation: Annotation): number | null {
  const id = Number(annotation.pk ?? Number.NaN);
  return Number.isInteger(id) && id > 0 ? id : null;
}

function workOf(annotation: Annotation, quick: boolean): Work {
  return {
    key: annotation.id,
    annotation: serverId(annotation),
    result: plain(annotation.serializeAnnotation({ fast: quick })),
    parentPrediction: annotation.parent_prediction ?? null,
    parentAnnotation: annotation.parent_annotation ?? null,
  };
}

/** The server's shape in the editor's. Its numbers go into `pk`, the ids are the editor's own. */
function annotationsOf(task: EditorTask) {
  return task.annotations.map(({ id, ...annotation }) => ({
    ...annotation,
    pk: String(id),
    createdDate: annotation.created_at,
    createdBy: annotation.created_username,
    leadTime: annotation.lead_time ?? 0,
    skipped: annotation.was_cancelled,
  }));
}

function predictionsOf(task: EditorTask) {
  return task.predictions.map(({ id, ...prediction }) => ({
    ...prediction,
    pk: String(id),
    createdDate: prediction.created_at,
    createdBy: prediction.model_version.trim(),
  }));
}

/** Puts unsubmitted work over what was submitted, or beside it. */
function restore(store: Store, draft: OpeningDraft): string | null {
  const { annotationStore } = store;
  const annotation =
    draft.annotation === null
      ? annotationStore.addAnnotation({ userGenerate: true, createdDate: draft.createdAt, result: [] })
      : annotationStore.annotations.find((each) => serverId(each) === draft.annotation);
  if (annotation === undefined) return null;
  annotationStore.selectAnnotation(annotation.id);
  annotation.history.freeze();
  annotation.deleteAllRegions({ deleteReadOnly: true });
  annotation.deserializeResults(draft.result);
  annotation.history.safeUnfreeze();
  annotation.reinitHistory();
  return annotation.id;
}

function select(store: Store, opening: Opening, drafts: (string | null)[]): void {
  const { annotationStore } = store;
  const { select: wish } = opening;
  let found: Annotation | undefined;
  if (wish.kind === "draft") {
    found = annotationStore.annotations.find((each) => each.id === drafts[wish.draft]);
  } else if (wish.kind === "annotation") {
    found = annotationStore.annotations.find((each) => serverId(each) === wish.annotation);
  } else if (wish.kind === "prediction") {
    const prediction = annotationStore.predictions.find((each) => serverId(each) === wish.prediction);
    if (prediction !== undefined) found = annotationStore.addAnnotationFromPrediction(prediction);
  }
  // Never none: the editor can draw nothing without one.
  annotationStore.selectAnnotation((found ?? annotationStore.createAnnotation()).id);
}

/** Tells of each change of the selected annotation, whatever tag or key made it. */
class ChangeWatch {
  private stop: (() => void) | null = null;
  private readonly changed: (key: string) => void;

  constructor(changed: (key: string) => void) {
    this.changed = changed;
  }

  follow(annotation: Annotation | null): void {
    this.stop?.();
    this.stop = null;
    if (annotation?.type !== "annotation") return;
    const { id } = annotation;
    this.stop = annotation.trackedState.$treenode.onSnapshot(() => this.changed(id));
  }
}

/** A smart tool drew something: whoever is asked what a model makes of it. */
function suggestFor(store: Store, group: Region[], suggest: EditorEvents["suggest"]): void {
  const annotation = store.annotationStore.selected;
  const task = store.task?.id;
  if (annotation?.type !== "annotation" || task === undefined) return;
  const ids = new Set(group.map(({ cleanId }) => cleanId));
  const result = plain(annotation.serializeAnnotation()).filter(({ id }) => ids.has(String(id)));
  const asked = suggest({ task, result }).then((found) => {
    // By then another task or annotation may be in front.
    const still = store.task?.id === task && store.annotationStore.selected?.id === annotation.id;
    return still ? found : Promise.reject(new Error("It is not open any more."));
  });
  store.loadSuggestions(asked, (found) => found);
}

export function openEditor(options: OpenOptions, events: EditorEvents): Promise<EditorHandle> {
  const root = document.getElementById("editor");
  const Editor = window.LabelStudio;
  if (root === null || Editor === undefined)
    throw new Error("The labeling editor did not start. Reload the page.");

  let showing = false;
  const watch = new ChangeWatch((key) => {
    if (!showing) events.changed(key);
  });
  const stopMedia = watchMedia((failure) => events.mediaFailed(failure));
  const onFault = (event: ErrorEvent) => events.failed(event.message);
  window.addEventListener("error", onFault);
  const onKey = (event: KeyboardEvent) => {
    const written = (event.target as Element).closest(
      "input:not([type=checkbox], [type=radio]), textarea, [contenteditable]",
    );
    if (event.key === "?" && !event.defaultPrevented && written === null) events.help();
  };
  window.addEventListener("keydown", onKey);

  const selected = (store: Store) => {
    const annotation = store.annotationStore.selected;
    return annotation?.type === "annotation" ? annotation : null;
  };

  return new Promise((resolve, reject) => {
    let editor: LabelStudio | null = null;
    let loaded: Store | null = null;
    const handle = (store: Store): EditorHandle => ({
      show(task, opening) {
        showing = true;
        try {
          watch.follow(null);
          store.setFlags({ isLoading: false, noTask: false });
          store.resetState();
          store.assignTask({ id: task.id, data: JSON.stringify(task.data) });
          store.initializeStore({ annotations: annotationsOf(task), predictions: predictionsOf(task) });
          const drafts = opening.drafts.map((draft) => restore(store, draft));
          select(store, opening, drafts);
          watch.follow(selected(store));
          const errors = store.annotationStore.validation ?? [];
          return {
            drafts,
            configErrors: errors.map(({ error, modelName, field }) => `${modelName}.${field}: ${error}`),
          };
        } finally {
          showing = false;
        }
      },
      work(key) {
        const annotation =
          key === undefined
            ? selected(store)
            : store.annotationStore.annotations.find(({ id }) => id === key);
        return annotation ? workOf(annotation, true) : null;
      },
      focus() {
        window.focus();
        document.body.focus();
      },
      probe: (url) => probeMedia(url),
      destroy() {
        watch.follow(null);
        stopMedia();
        window.removeEventListener("error", onFault);
        window.removeEventListener("keydown", onKey);
        editor?.destroy?.();
      },
    });
    const tell = (wish: (work: Work) => void) => (store: Store) => {
      const annotation = selected(store);
      if (annotation !== null) wish(workOf(annotation, false));
    };
    try {
      editor = new Editor(root, {
        config: options.config,
        interfaces: options.interfaces,
        user: { ...options.user, pk: options.user.id },
        users: options.users ?? [],
        keymap: options.keymap ?? {},
        task: null,
        onLabelStudioLoad(store) {
          loaded = store;
          store.setFlags({ isLoading: true });
          // Its own start goes on for the rest of this turn, and its tags' in the next one.
          setTimeout(() => setTimeout(() => resolve(handle(store))));
        },
        onSelectAnnotation(annotation) {
          watch.follow(annotation);
          if (!showing) events.selected(annotation?.type === "annotation" ? annotation.id : null);
        },
        onSubmitAnnotation: tell((work) => events.submit(work)),
        onUpdateAnnotation: tell((work) => events.update(work)),
        onSkipTask: tell((work) => events.skip(work)),
        onUnskipTask: tell((work) => events.unskip(work)),
        onDeleteAnnotation: (_, annotation) =>
          events.removed({ key: annotation.id, annotation: serverId(annotation) }),
      });
      editor.on("regionFinishedDrawing", (_, group) => {
        if (loaded !== null) suggestFor(loaded, group, (drawn) => events.suggest(drawn));
      });
    } catch (error) {
      reject(error);
    }
  });
}

// As much of the labeling editor (label-studio 1.13.1, libs/editor) as the frame touches.
import type { Result } from "./port";

/** A node of mobx-state-tree: what its onSnapshot() calls. */
export interface StateTreeNode {
  onSnapshot(listener: () => void): () => void;
}

export interface Annotation {
  readonly id: string;
  readonly pk: string | null | undefined;
  readonly type: "annotation" | "prediction" | "history";
  readonly parent_prediction: number | null;
  readonly parent_annotation: number | null;
  readonly trackedState: { readonly $treenode: StateTreeNode };
  readonly history: { freeze(): void; safeUnfreeze(): void };
  serializeAnnotation(options?: { fast: boolean }): Result[];
  deserializeResults(results: Result[]): void;
  deleteAllRegions(options: { deleteReadOnly: boolean }): void;
  reinitHistory(): void;
}

export interface AnnotationStore {
  readonly annotations: Annotation[];
  readonly predictions: Annotation[];
  readonly selected: Annotation | null;
  readonly validation: ConfigError[] | null;
  addAnnotation(options: Record<string, unknown>): Annotation;
  addAnnotationFromPrediction(prediction: Annotation): Annotation;
  createAnnotation(): Annotation;
  selectAnnotation(id: string): void;
}

export interface ConfigError {
  readonly error: string;
  readonly modelName: string;
  readonly field: string;
  readonly value: string | string[];
  readonly validType: string | string[];
}

export interface Store {
  readonly task: { readonly id: number } | null;
  readonly annotationStore: AnnotationStore;
  setFlags(flags: { isLoading?: boolean; noTask?: boolean }): void;
  resetState(): void;
  assignTask(task: { id: number; data: string }): void;
  initializeStore(task: { annotations: object[]; predictions: object[] }): void;
  /** Shows what `results` resolves to as suggestions in the selected annotation. */
  loadSuggestions(results: Promise<Result[]>, parse: (results: Result[]) => Result[]): void;
}

export interface EditorOptions {
  config: string;
  interfaces: string[];
  user: object;
  users: object[];
  keymap: object;
  task: null;
  onLabelStudioLoad(store: Store): void;
  onSelectAnnotation(selected: Annotation | null): void;
  onSubmitAnnotation(store: Store, annotation: Annotation): void;
  onUpdateAnnotation(store: Store, annotation: Annotation): void;
  onDeleteAnnotation(store: Store, annotation: Annotation): void;
  onSkipTask(store: Store): void;
  onUnskipTask(store: Store): void;
}

/** A region that a smart tool drew. */
export interface Region {
  readonly cleanId: string;
}

export interface LabelStudio {
  readonly store: Store;
  on(event: "regionFinishedDrawing", listener: (region: Region, group: Region[]) => void): void;
  destroy: (() => void) | null;
}

declare global {
  interface Window {
    APP_SETTINGS?: { feature_flags: Record<string, boolean> };
    LabelStudio?: new (root: Element, options: EditorOptions) => LabelStudio;
  }
}

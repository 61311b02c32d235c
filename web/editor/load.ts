// Brings the editor's own script and style onto the page, once.
import editorScript from "label-studio-editor/main.js?url";
import { FEATURE_FLAGS } from "./flags";

// As it is: imported as a style, it would be minified again, which its selectors do not stand.
const editorStyle = new URL("label-studio-editor/main.css", import.meta.url).href;

function added<E extends HTMLElement>(element: E, what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    element.onload = () => resolve();
    element.onerror = () =>
      reject(new Error(`The ${what} of the labeling editor could not be loaded. Reload the page.`));
    document.head.append(element);
  });
}

async function load(): Promise<void> {
  window.APP_SETTINGS = { feature_flags: FEATURE_FLAGS };
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = editorStyle;
  const script = document.createElement("script");
  script.src = editorScript;
  await Promise.all([added(style, "style"), added(script, "script")]);
}

let loading: Promise<void> | undefined;

export function loadEditor(): Promise<void> {
  loading ??= load();
  return loading;
}

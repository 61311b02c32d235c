// What was typed on the page of a new project; it survives a reload and going back.
import { projectTitle } from "@/ui/form/projectTitle";
import { z } from "@/ui/form/zod";

/** What the project does after it was made. */
export const SOURCES = [
  {
    value: "storage",
    label: "Connect a storage",
    about: "Amazon S3, Google Cloud Storage, Azure, Redis or local files.",
  },
  { value: "files", label: "Import files", about: "JSON, CSV, text, pictures, sound from this computer." },
  { value: "later", label: "Later", about: "Begin with an empty project." },
] as const;

const draftSchema = z.object({
  title: z.catch(z.string(), ""),
  description: z.catch(z.string(), ""),
  /** "own": what stands in `config` was written or pasted; else it is the chosen template's. */
  labels: z.catch(z.enum(["template", "own"]), "template"),
  template: z.catch(z.optional(z.string()), undefined),
  config: z.catch(z.string(), ""),
  source: z.catch(z.enum(["storage", "files", "later"]), "storage"),
});
export type Draft = z.infer<typeof draftSchema>;

export const EMPTY_DRAFT: Draft = draftSchema.parse({});

/** The kept draft, as far as it can still be read. */
export function parseDraft(text: string | null): Draft {
  if (text === null) return EMPTY_DRAFT;
  try {
    const draft = draftSchema.safeParse(JSON.parse(text));
    return draft.success ? draft.data : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

/** What is wrong with a title, in a sentence. */
export function titleProblem(title: string): string | undefined {
  if (title.trim() === "") return "Give the project a title.";
  return projectTitle.safeParse(title).error?.issues[0]?.message;
}

/** The body that makes the project. */
export function projectFields({ title, description, config }: Draft) {
  return {
    title: title.trim(),
    description: description.trim(),
    ...(config.trim() === "" ? {} : { label_config: config }),
  };
}

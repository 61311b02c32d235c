import type { Schemas } from "@/api/client";

export type Decision = Schemas["Decision"]["decision"];

/** The three ways out of a conflict and what each does. */
export const DECISIONS: { decision: Decision; words: string; what: string }[] = [
  {
    decision: "adopt",
    words: "Adopt",
    what: "their annotation becomes one of this project, and the object is ours",
  },
  { decision: "overwrite", words: "Overwrite", what: "ours replaces the version that is shown here" },
  { decision: "keep", words: "Keep theirs", what: "the object stays, and nothing is ever exported to it" },
];

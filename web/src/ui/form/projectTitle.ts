// What a project may be called, in its settings and where a new one is made.
import { z } from "zod";

export const projectTitle = z
  .string()
  .trim()
  .min(3, "A title has 3 letters or more, so that people can tell projects apart.")
  .max(50, "A title has at most 50 letters; the description takes the rest.");

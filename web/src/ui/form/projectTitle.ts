// What a project may be called, in its settings and where a new one is made.
import { z } from "@/ui/form/zod";

export const projectTitle = z
  .string()
  .check(
    z.trim(),
    z.minLength(3, "A title has 3 letters or more, so that people can tell projects apart."),
    z.maxLength(50, "A title has at most 50 letters; the description takes the rest."),
  );

// zod, told not to compile its schemas: the policy of the pages forbids eval, and it would try.
import { config } from "zod/mini";

config({ jitless: true });

export * as z from "zod/mini";

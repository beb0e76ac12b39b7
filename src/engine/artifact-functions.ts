import { z } from "zod";

/** What a module declares of an artifact: its schema, passed through as it is. */
export const artifactSchema = z.custom<z.ZodType>(
  (value) => typeof value === "object" && value !== null && "safeParse" in value,
);

/** Functions of an artifact, by name. */
export function artifactFunctions(name: z.ZodString) {
  return z.record(
    name,
    z.custom((value) => typeof value === "function", "must be a function of the artifact"),
  );
}

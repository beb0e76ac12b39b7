import { z } from "zod";
import { type LoadedModule, loadLocalModule, type ModuleKind } from "../engine/local-module.ts";
import type { AnyFigure } from "./define.ts";

export interface LoadedFigure extends Omit<LoadedModule<AnyFigure>, "value"> {
  readonly figure: AnyFigure;
}

const callable = z.custom<() => unknown>((value) => typeof value === "function", "must be a function");

const figureSchema = z.strictObject({
  artifacts: z.record(
    z.string(),
    z.custom(
      (value) => typeof value === "object" && value !== null && "safeParse" in value,
      "must be the schema from the experiment's artifact.ts",
    ),
  ),
  span: z.enum(["column", "wide"]).optional(),
  scales: z
    .array(z.enum(["linear", "log"]))
    .min(2)
    .optional(),
  title: callable,
  description: callable,
  spec: callable,
  table: callable,
});

const kind: ModuleKind = {
  name: "the figure",
  noExperiment: {
    why: "a figure imports …, which would load a whole experiment",
    instead: "Import its artifact.ts instead; put what both need into experiments/lib.",
  },
  schema: figureSchema,
  written: "defineFigure({ artifacts, title, description, spec, table })",
};

/**
 * Loads the figure in `file` (absolute, or relative to `root`) as it is on disk now, with the local modules it
 * imports. Throws a `UserError` for code that cannot be read or fails when loaded, for a default export that is no
 * figure, and for an import of an experiment.
 */
export async function loadFigure(file: string, root = process.cwd()): Promise<LoadedFigure> {
  const { value: figure, ...rest } = await loadLocalModule<AnyFigure>(file, root, kind);
  return { figure, ...rest };
}

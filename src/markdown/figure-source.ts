import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { madeOnce } from "../cache.ts";
import { loadFigure } from "../figures/load.ts";
import { renderFigure } from "../figures/render.ts";
import type { DrawnFigure, Evidence } from "./context.ts";
import { figureIdOf } from "./figure-name.ts";
import { rendererDigest } from "./renderer-digest.ts";

/** What both drawings of a figure may add to a page together, in bytes after compression. */
const heaviest = 24_000;

export interface FigureSource {
  /** Ids of the modules in the paper's `figures/`, sorted. */
  readonly ids: readonly string[];
  render(id: string): Promise<DrawnFigure>;
}

/** The figures of the paper in `folder` (absolute), drawn from the artifacts. */
export async function figureSource(root: string, folder: string, evidence: Evidence): Promise<FigureSource> {
  const directory = join(folder, "figures");
  // Read on demand: a figure needs one or two of what may be many large artifacts.
  const artifacts: Readonly<Record<string, unknown>> = Object.defineProperties(
    {},
    Object.fromEntries(
      evidence.ids.map((id) => [id, { enumerable: true, get: () => evidence.artifact(id) }]),
    ),
  );
  const files = await readdir(directory).catch(() => []);
  const place = relative(root, directory).replaceAll("\\", "/");
  return {
    ids: files.flatMap((name) => figureIdOf(name, place) ?? []).sort(),
    async render(id) {
      const file = relative(root, join(directory, `${id}.ts`)).replaceAll("\\", "/");
      const { figure, modules, placeOf } = await loadFigure(file, root);
      const experiments = Object.keys(figure.artifacts);
      const files = modules.map((module) => relative(root, module).replaceAll("\\", "/")).sort();
      const inputs = [
        rendererDigest(root),
        file,
        ...files,
        ...(await Promise.all(modules.map((module) => readFile(module)))),
        ...experiments.flatMap((experiment) => [experiment, evidence.hash(experiment) ?? ""]),
      ];
      return madeOnce(join(root, ".artifacts", "drawings"), `${basename(folder)}-${id}`, inputs, async () => {
        const rendered = await renderFigure(figure, id, artifacts, { file, placeOf });
        const weight = gzipSync(rendered.wide).length + gzipSync(rendered.narrow).length;
        const heavy = weight > heaviest;
        return { ...rendered, id, span: figure.span ?? "column", heavy, experiments, file, modules: files };
      });
    },
  };
}

import { join } from "node:path";
import { experimentIds } from "../engine/discover.ts";
import { isLive, liveFile } from "./load.ts";

const name = "virtual:reprise/live";
const resolved = `\0${name}`;
const source = join(import.meta.dirname, "..");

/** Packages that pages import on demand. */
const onDemand = [
  ...["core", "backend-cpu", "backend-wasm", "backend-webgl", "backend-webgpu"].map(
    (part) => `@tensorflow/tfjs-${part}`,
  ),
  "pure-rand/generator/xoroshiro128plus",
  "canonicalize",
  "vega",
  "vega-interpreter",
  ...["dataflow", "encode", "parser", "scenegraph", "transforms", "view", "view-transforms"].map(
    (part) => `vega-${part}`,
  ),
];

/**
 * The Vite plugin that takes live experiments to the browser: they are bundled from the same files that are run at
 * build, with the part of `reprise` that needs no Node, and with a stand-in for the part of Node that random streams use.
 */
export function liveExperimentsPlugin(root: () => string) {
  return {
    name: "reprise:live",
    enforce: "pre" as const,
    // Found only when a reader asks for them, they would make the preview reload its page at that moment
    config: () => ({ optimizeDeps: { include: [...onDemand] } }),
    resolveId(this: { environment?: { name: string } }, id: string, importer: string | undefined) {
      if (id === name) return resolved;
      if (
        id === "node:crypto" &&
        importer?.startsWith(join(source, "engine")) &&
        this.environment?.name === "client"
      )
        return join(source, "client/live/crypto.ts");
      if (id === "reprise" && importer?.startsWith(join(root(), "experiments")))
        return join(source, "live/browser.ts");
      return undefined;
    },
    load(id: string): string | undefined {
      if (id !== resolved) return undefined;
      const entries = experimentIds(root())
        .filter((experiment) => isLive(root(), experiment))
        .map(
          (experiment) =>
            `${JSON.stringify(experiment)}: () => import(${JSON.stringify(join(root(), liveFile(experiment)))})`,
        );
      return `export const experiments = { ${entries.join(", ")} };`;
    },
  };
}

import { join } from "node:path";
import { experimentIds } from "../engine/discover.ts";
import { isLive, liveFile } from "./load.ts";

const name = "virtual:reprise/live";
const resolved = `\0${name}`;
const source = join(import.meta.dirname, "..");

/**
 * The Vite plugin that takes live experiments to the browser: they are bundled from the same files that are run at
 * build, with the part of `reprise` that needs no Node, and with a stand-in for the part of Node that random streams use.
 */
export function liveExperimentsPlugin(root: () => string) {
  return {
    name: "reprise:live",
    enforce: "pre" as const,
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

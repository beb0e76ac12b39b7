import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

export interface SiteScript {
  /** Path from the site's root, which carries a digest of the content. */
  readonly address: string;
  readonly content: string;
}

let script: Promise<SiteScript> | undefined;

/**
 * The script that a page's head runs before anything is drawn. The bundler makes modules, which wait until all of a page
 * has been read: this one is a classic script.
 */
export function themeScript(): Promise<SiteScript> {
  script ??= compile(new URL("client/theme.ts", import.meta.url));
  return script;
}

async function compile(file: URL): Promise<SiteScript> {
  const { code } = await transform(await readFile(file, "utf8"), {
    loader: "ts",
    format: "iife",
    target: "es2022",
    minify: true,
  });
  const digest = createHash("sha256").update(code).digest("hex").slice(0, 10);
  return { address: `scripts/theme.${digest}.js`, content: code };
}

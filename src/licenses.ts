import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AstroIntegration } from "astro";
import { fontSources } from "./fonts/faces.ts";

/** Where a site states whose work is in it, and under which licences, from its root. */
export const licensesFile = "licenses.txt";

type Update = Parameters<NonNullable<AstroIntegration["hooks"]["astro:config:setup"]>>[0]["updateConfig"];
type VitePlugin = NonNullable<NonNullable<NonNullable<Parameters<Update>[0]["vite"]>["plugins"]>[number]>;

/** The packages whose code is in what readers load. */
export interface ShippedCode {
  /** Notes what gets into bundles; one for pages and one for workers, which are bundled apart. */
  plugin(): VitePlugin;
  /** Folders of the packages noted so far. */
  readonly folders: ReadonlySet<string>;
}

/** Notes whose code is bundled for readers, by the plugin, while the site is built. */
export function shippedCode(): ShippedCode {
  const folders = new Set<string>();
  return {
    folders,
    plugin: () => ({
      name: "reprise:licenses",
      generateBundle(_options, bundle) {
        // Pages are made by code of their own, which stays here
        const name = this.environment?.name;
        if (name !== undefined && name !== "client") return;
        for (const output of Object.values(bundle)) {
          if (output.type !== "chunk") continue;
          for (const id of Object.keys(output.modules)) {
            const folder = packageFolder(id);
            if (folder === undefined) continue;
            folders.add(folder);
            for (const within of mergedInto(id, folder)) folders.add(within);
          }
        }
      },
    }),
  };
}

/** The folder of the package that a module belongs to; undefined for the site's own modules. */
export function packageFolder(id: string): string | undefined {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
  return folder;
}

interface Description {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

function describe(folder: string): Description {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Description;
}

/** A module shorter than this, in characters, has no other package in it. */
const shortestBundle = 20_000;

/**
 * Packages whose code a module of another package has in it, because that package was published bundled: those of its
 * dependencies most of whose longer names occur in the module.
 */
function mergedInto(id: string, folder: string): readonly string[] {
  const file = id.replace(/\?.*$/, "");
  const code = existsSync(file) ? readFileSync(file, "utf8") : "";
  return code.length < shortestBundle ? [] : dependenciesNamedIn(longNames(code), file, folder);
}

function dependenciesNamedIn(names: ReadonlySet<string>, from: string, folder: string): readonly string[] {
  const resolver = createRequire(from);
  return Object.keys(describe(folder).dependencies ?? {}).flatMap((dependency) => {
    const entry = resolvable(resolver, dependency);
    const within = entry === undefined ? undefined : packageFolder(entry);
    if (entry === undefined || within === undefined) return [];
    const own = longNamesOf(entry);
    const shared = [...own].filter((name) => names.has(name)).length;
    return own.size >= 10 && shared / own.size > 0.7
      ? [within, ...dependenciesNamedIn(names, entry, within)]
      : [];
  });
}

const namesOf = new Map<string, ReadonlySet<string>>();

/** The longer names of a file, which many packages may depend on. */
function longNamesOf(file: string): ReadonlySet<string> {
  const known = namesOf.get(file) ?? longNames(readFileSync(file, "utf8"));
  namesOf.set(file, known);
  return known;
}

function longNames(code: string): ReadonlySet<string> {
  return new Set(code.match(/[A-Za-z_$][\w$]{7,}/g));
}

function resolvable(resolver: NodeJS.Require, name: string): string | undefined {
  try {
    return resolver.resolve(name);
  } catch {
    return undefined;
  }
}

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/** What is in the site that others made: fonts and code, each with its licence in full. */
export function licenseNotices(code: ReadonlySet<string>): string {
  const folders = new Set([...code, ...fontSources().map((file) => packageFolder(file) ?? dirname(file))]);
  const notices = [...folders].map(noticeOf);
  const byText = Map.groupBy(
    notices.toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1)),
    ({ text }) => text,
  );
  const sections = [...byText].map(([text, sharing]) => {
    const names = new Set(sharing.map(({ name, version, license }) => `${name} ${version} (${license})`));
    return `${[...names].join("\n")}\n\n${text}\n`;
  });
  const line = `\n${"-".repeat(80)}\n\n`;
  return `This site contains work of others: fonts, style sheets and code, under these licences.\n${line}${sections.join(line)}`;
}

function noticeOf(folder: string): Notice {
  const { name, version, license = "no licence stated", author } = describe(folder);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file));
  const texts = files
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  const by = typeof author === "string" ? author : author?.name;
  const text =
    texts.length > 0
      ? texts.join("\n\n")
      : (knownText(license) ?? `By ${by ?? "its authors"}, under ${license}.`);
  return { name, version, license, text };
}

/** The text of a licence from a package that has it in full, for those that only name it. */
function knownText(license: string): string | undefined {
  if (license !== "Apache-2.0") return undefined;
  const file = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "LICENSE.txt",
  );
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

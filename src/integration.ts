import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import sitemap from "@astrojs/sitemap";
import type { AstroIntegration } from "astro";
import { currentCommit } from "./engine/provenance.ts";
import { type SiteFonts, siteFonts } from "./fonts/subset.ts";
import { typeUsage } from "./fonts/usage.ts";
import { generatedFiles } from "./generated.ts";
import { headScript } from "./head-script.ts";
import { withInlineStyles } from "./inline-styles.ts";
import { licenseNotices, licensesFile, shippedCode } from "./licenses.ts";
import { liveExperimentsPlugin } from "./live/vite-plugin.ts";
import { type PaperProcessor, paperProcessor, type RenderedPaper } from "./markdown/processor.ts";
import { baseFolder, type Publication } from "./metadata/addresses.ts";
import { metadataFiles } from "./metadata/files.ts";
import { articlePdfs } from "./pdf/article-pdf.ts";
import { provideSiteData } from "./provenance/bridge.ts";
import { siteData } from "./provenance/site-data.ts";

/** The environment variable that names the preset whose results a site shows; `paper` unless set. */
export const presetVariable = "REPRISE_PRESET";

/** The environment variable that, set to 1, publishes sentences that the results refute. */
export const publishRefutedVariable = "REPRISE_PUBLISH_REFUTED";

/** The environment variable that, set to 1, has each article printed as a PDF, too. */
export const pdfVariable = "REPRISE_PDF";

/**
 * The Astro integration that makes a site of `content/` and of the results in `.artifacts/`: prose through our
 * Markdown processor, fonts cut down to what is used, and data, provenance and figures beside the pages.
 */
export function paper(): AstroIntegration {
  const preset = process.env[presetVariable] ?? "paper";
  let root = "";
  let commit: string | null = null;
  let where: Publication = { site: undefined, base: "/" };
  let processor: PaperProcessor;
  let fonts: Promise<SiteFonts> | undefined;
  const shipped = shippedCode();

  /** Asked for when pages are bundled, by which time all papers are rendered. */
  const fontsOfSite = () => {
    fonts ??= siteFonts(typeUsage(processor.papers.values()), join(root, ".artifacts", "fonts"));
    return fonts;
  };

  const allFiles = async () => {
    const { papers } = processor;
    const generated = await generatedFiles({ root, preset, commit, papers, fonts: await fontsOfSite() });
    const metadata = await metadataFiles({ root, papers, published: preset === "paper", ...where });
    const licenses = [licensesFile, licenseNotices(shipped.folders)] as const;
    return new Map([...generated, ...metadata, licenses]);
  };

  // A page asks for dozens of them, and they stay the same until a paper is rendered again
  let served:
    | { readonly papers: readonly RenderedPaper[]; readonly files: ReturnType<typeof allFiles> }
    | undefined;
  const filesOfPapers = () => {
    const papers = [...processor.papers.values()];
    if (served?.papers.length !== papers.length || papers.some((paper, at) => paper !== served?.papers[at]))
      served = { papers, files: allFiles() };
    return served.files;
  };

  return {
    name: "reprise",
    hooks: {
      async "astro:config:setup"({ command, config, updateConfig }) {
        root = fileURLToPath(config.root);
        where = { site: config.site, base: baseFolder(config.base) };
        const makesPdf = command === "build" && process.env[pdfVariable] === "1";
        commit = currentCommit(root);
        processor = paperProcessor({
          root,
          preset,
          commit: commit ?? undefined,
          publishRefuted: process.env[publishRefutedVariable] === "1",
          typesOnly: command === "sync",
          styleAttributes: command === "dev",
        });
        provideSiteData(siteData({ root, preset, papers: processor.papers }));
        updateConfig({
          output: "static",
          integrations: config.site !== undefined && preset === "paper" ? [sitemap()] : [],
          trailingSlash: "always",
          // Style sheets are shared by the pages, and put into articles alone, which the policy has to know of
          build: { inlineStylesheets: "never", format: "directory" },
          markdown: { processor, syntaxHighlight: false },
          devToolbar: { enabled: false },
          vite: {
            plugins: [siteModule(fontsOfSite, makesPdf), liveExperimentsPlugin(() => root), shipped.plugin()],
            worker: { format: "es", plugins: () => [liveExperimentsPlugin(() => root), shipped.plugin()] },
            // Files stay files: a data URL would need an exception in a Content-Security-Policy.
            build: { assetsInlineLimit: 0 },
          },
        });
      },
      "astro:server:setup"({ server }) {
        server.middlewares.use(async (request, response, next) => {
          const path = pathOf(request.url ?? "");
          if (!/\.(woff2|css|json|csv|svg|png|xml|txt|bib)$/.test(path)) return next();
          const file = await filesOfPapers()
            .then((files) => files.get(path))
            .catch(() => {
              served = undefined;
            });
          if (file === undefined) return next();
          response.setHeader("Content-Type", contentTypes[extname(path)] ?? "application/octet-stream");
          response.end(file);
        });
      },
      async "astro:build:done"({ dir }) {
        const folder = fileURLToPath(dir);
        await writeFiles(folder, await allFiles());
        for (const slug of processor.papers.keys()) await inlineStyles(folder, slug, where.base);
        if (process.env[pdfVariable] !== "1") return;
        const papers = Array.from(processor.papers.values(), ({ paper }) => paper);
        await writeFiles(folder, await articlePdfs({ root, folder, papers, ...where }));
      },
    },
  };
}

async function inlineStyles(folder: string, slug: string, base: string): Promise<void> {
  const file = join(folder, slug, "index.html");
  const html = await readFile(file, "utf8");
  const read = (address: string) => readFileSync(join(folder, address.slice(base.length)), "utf8");
  await writeFile(file, withInlineStyles(html, read));
}

async function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    const target = join(folder, path);
    if (relative(folder, target).startsWith("..")) throw new Error(`${path} is outside the site`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** The path that a request asks for, without its leading slash; empty when it is not one. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split("?")[0] ?? "").replace(/^\//, "");
  } catch {
    return "";
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  ".woff2": "font/woff2",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".bib": "text/plain; charset=utf-8",
};

type VitePlugin = NonNullable<
  NonNullable<Parameters<typeof import("astro/config").defineConfig>[0]["vite"]>["plugins"]
>[number];

const siteModuleName = "virtual:reprise/site";

/** Gives pages what is known only after the papers are rendered: which fonts the site ships; and whether it has PDFs. */
function siteModule(fonts: () => Promise<SiteFonts>, pdf: boolean): VitePlugin {
  return {
    name: "reprise:site",
    resolveId: (id: string) => (id === siteModuleName ? `\0${siteModuleName}` : undefined),
    async load(id: string) {
      if (id !== `\0${siteModuleName}`) return undefined;
      const { stylesheet, preload } = await fonts();
      return `export const fonts = ${JSON.stringify({ stylesheet, preload })};\nexport const head = ${JSON.stringify(await headScript())};\nexport const pdf = ${pdf};`;
    },
  };
}

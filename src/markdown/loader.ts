import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Loader, LoaderContext } from "astro/loaders";
import { reasonOf, UserError } from "../engine/errors.ts";
import { frontmatterMistake } from "./frontmatter.ts";
import type { Paper } from "./paper.ts";
import { unboundNotes } from "./unbound-notes.ts";

/**
 * Loads `content/<paper>/index.md` through the Markdown processor that the integration configures. Every load renders
 * every paper: what a page says depends on artifacts, figures and bibliography as much as on the prose, so an entry is
 * never kept because its file looks the same.
 */
export function papers(): Loader {
  return {
    name: "papers",
    async load(context) {
      await loadAll(context);
      const { watcher, config, logger } = context;
      // A build tells of its prose itself
      if (watcher === undefined) return;
      const root = fileURLToPath(config.root);
      const tell = noteTeller(root);
      await tell();
      const watched = [join(root, "content"), join(root, ".artifacts")];
      watcher.add([watched[0] ?? "", ...(await resultFiles(root))]);
      let pending: NodeJS.Timeout | undefined;
      watcher.on("all", (_event, path) => {
        if (!path.startsWith(join(root, "content")) && !/\.artifacts\/results-[^/]*\.json$/.test(path))
          return;
        clearTimeout(pending);
        pending = setTimeout(() => {
          loadAll(context)
            .then(tell)
            .catch((error: unknown) => logger.error(reasonOf(error)));
        }, 50);
      });
    },
  };
}

/** Tells of typed numbers in the prose, when they are others than last time. */
function noteTeller(root: string): () => Promise<void> {
  let last = "";
  return async () => {
    const notes = (await unboundNotes(root)).map((message) => `note: ${message}`).join("\n");
    // Not through Astro, which tells of errors alone
    if (notes !== last && notes !== "") console.warn(notes);
    last = notes;
  };
}

async function resultFiles(root: string): Promise<string[]> {
  return (await matching(".artifacts/results-*.json", root)).map((file) => join(root, file));
}

async function matching(pattern: string, root: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: root })) files.push(file);
  return files.sort();
}

async function loadAll({
  config,
  store,
  renderMarkdown,
  parseData,
  generateDigest,
}: LoaderContext): Promise<void> {
  const root = fileURLToPath(config.root);
  const files = await matching("content/*/index.md", root);
  if (files.length === 0) {
    throw new UserError({
      what: "there is no paper",
      where: "content/",
      fix: "Write content/<paper>/index.md.",
    });
  }
  const entries = [];
  for (const file of files) {
    const source = await readFile(join(root, file), "utf8");
    const rendered = await renderMarkdown(source, { fileURL: pathToFileURL(join(root, file)) }).catch(
      (error: unknown) => {
        throw frontmatterMistake(error, file);
      },
    );
    const paper = rendered.metadata?.frontmatter?.paper as Paper | undefined;
    if (paper === undefined) continue;
    const twin = entries.find(({ id }) => id === paper.slug);
    if (twin !== undefined) {
      throw new UserError({
        what: `${twin.file} and this paper have the same address, /${paper.slug}/`,
        where: file,
        fix: "Give one of them another with `slug: …` in its frontmatter.",
      });
    }
    entries.push({ id: paper.slug, file, paper, rendered });
  }
  store.clear();
  for (const { id, file, paper, rendered } of entries) {
    const data = await parseData({
      id,
      data: paper as unknown as Record<string, unknown>,
      filePath: join(root, file),
    });
    store.set({
      id,
      data,
      filePath: file,
      rendered: { html: rendered.html },
      digest: generateDigest({ id, data, html: rendered.html }),
    });
  }
}

import { createServer } from "node:net";
import lighthouse, { desktopConfig, type Result } from "lighthouse";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../../src/browser.ts";

export type Device = "phone" | "desktop";
export type Category = "performance" | "accessibility" | "best-practices" | "seo";

interface Request {
  readonly categories: readonly Category[];
  /** Audits that are left out. */
  readonly skipped?: readonly string[];
}

export interface Scores {
  /** Out of 100. */
  readonly scores: Readonly<Partial<Record<Category, number>>>;
  /** Audits that cost points, told in full. */
  readonly faults: readonly string[];
  /** Audits of the page's making that fail, whatever they weigh. */
  readonly made: readonly string[];
  /** What performance was measured by, such as `Largest Contentful Paint 1.2 s`. */
  readonly metrics: readonly string[];
}

/** Audits of how a page is made, which say the same however fast the machine is. */
const madeOf = [
  "cache-insight",
  "cls-culprits-insight",
  "duplicated-javascript-insight",
  "font-display-insight",
  "image-delivery-insight",
  "legacy-javascript-insight",
  "third-parties-insight",
  "total-byte-weight",
  "unminified-css",
  "unminified-javascript",
  "unsized-images",
  "unused-javascript",
  "viewport-insight",
];

/**
 * What Lighthouse says of a page, by its own settings for a device, in a browser that is started for it and has nothing
 * in its cache.
 */
export async function lighthouseScores(
  url: string,
  device: Device,
  { categories, skipped = [] }: Request,
): Promise<Scores> {
  const port = await freePort();
  const { args = [], ...options } = await chromiumOptions();
  const browser = await chromium.launch({ ...options, args: [...args, `--remote-debugging-port=${port}`] });
  try {
    const choice = { onlyCategories: [...categories], skipAudits: [...skipped] };
    const run = await lighthouse(
      url,
      { port, logLevel: "silent", ...choice },
      device === "desktop" ? desktopConfig : undefined,
    );
    if (run === undefined) throw new Error(`Lighthouse has no result for ${url}`);
    if (run.lhr.runtimeError !== undefined) throw new Error(run.lhr.runtimeError.message);
    return scoresOf(run.lhr);
  } finally {
    await browser.close();
  }
}

function scoresOf({ categories, audits }: Result): Scores {
  const faults: string[] = [];
  const scores: Partial<Record<Category, number>> = {};
  for (const { id: category, score, auditRefs } of Object.values(categories)) {
    scores[category as Category] = Math.round(100 * (score ?? 0));
    for (const { id, weight } of auditRefs) {
      const audit = audits[id];
      if (audit === undefined || audit.score === null || audit.score >= 0.995 || weight === 0) continue;
      const items = audit.details?.type === "table" ? audit.details.items.slice(0, 3) : [];
      faults.push(
        `${category}: ${id} (${audit.title}) ${audit.displayValue ?? ""} ${items.map((item) => JSON.stringify(item).slice(0, 400)).join(" ")}`.trim(),
      );
    }
  }
  const metrics = (categories.performance?.auditRefs ?? [])
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => `${audits[id]?.title ?? id} ${audits[id]?.displayValue ?? ""}`);
  const made = madeOf.flatMap((id) => {
    const audit = audits[id];
    return audit === undefined || audit.score === null || audit.score >= 0.995
      ? []
      : [`${id} (${audit.title})`];
  });
  return { scores, faults, made, metrics };
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
  });
  return promise;
}

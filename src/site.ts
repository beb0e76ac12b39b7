import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { join, resolve } from "node:path";
import { policyHeaders } from "./content-policy.ts";
import { UserError } from "./engine/errors.ts";
import { pdfVariable, presetVariable, publishRefutedVariable } from "./integration.ts";
import { withProcessLock } from "./native/process-lock.mjs";
import { recoverFolder, replaceFolder } from "./replace-folder.ts";

export interface SiteOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /** Whose results the site shows; anything but `paper` is watermarked. */
  readonly preset: string;
  /** Publishes sentences that the results refute, marked as such, instead of refusing them. */
  readonly publishRefuted?: boolean;
  /** Prints each article as a PDF, too; not while it is written. */
  readonly pdf?: boolean;
  /** Lets Astro speak. */
  readonly verbose?: boolean;
}

export interface RunningSite {
  /** Such as `http://127.0.0.1:4321/`. */
  readonly url: string;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/**
 * Builds the site of the last results. `outDir` is replaced in one step when all of it is there; after a failure it is
 * as it was.
 *
 * @param outDir relative to the root, or absolute
 * @throws UserError for mistakes in content and figures
 */
export async function buildSite({
  outDir,
  ...options
}: SiteOptions & { readonly outDir: string }): Promise<void> {
  const { root } = options;
  const target = resolve(root, outDir);
  const workshop = join(root, ".artifacts", "site");
  const replaceLock = join(workshop, "replace.lock");
  const unfinished = join(workshop, `site.${process.pid}.new`);
  // Astro keeps the rendered papers here between its two phases: shared, a draft made meanwhile would be published
  const cacheDir = join(workshop, `cache.${process.pid}.new`);
  await mkdir(workshop, { recursive: true });
  await withProcessLock(replaceLock, {}, () => recoverFolder(target, workshop));
  try {
    await withAstro(options, ({ build }, common) => build({ ...common, outDir: unfinished, cacheDir }));
    // One at a time: between its two steps, another build would find no folder to replace
    await withProcessLock(replaceLock, {}, () => replaceFolder(unfinished, target, workshop));
  } finally {
    for (const folder of [unfinished, cacheDir]) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Serves the site while it is written: a change of prose, figures or results shows at once. On this machine only.
 *
 * @throws UserError for mistakes in content and figures as they are at the start
 */
export function devSite({
  port,
  ...options
}: SiteOptions & { readonly port?: number }): Promise<RunningSite> {
  return withAstro(options, async ({ dev }, common) => {
    const { logLevel } = common;
    // Mistakes made while it runs are told by Astro, whereas those of a build are thrown.
    const server = await dev({
      ...common,
      logLevel: logLevel === "silent" ? "error" : logLevel,
      server: { host, ...(port === undefined ? {} : { port }) },
    });
    return { url: `http://${host}:${server.address.port}/`, close: () => server.stop() };
  });
}

/** Serves a built site, on this machine only. */
export function previewSite({
  outDir,
  port,
  ...options
}: SiteOptions & { readonly outDir: string; readonly port?: number }): Promise<RunningSite> {
  const folder = resolve(options.root, outDir);
  if (!existsSync(folder)) {
    throw new UserError({ what: "there is no built site", where: outDir, fix: "Run `npm run build`." });
  }
  return withAstro(options, async ({ preview }, common) => {
    const server = await preview({
      ...common,
      outDir: folder,
      server: { host, ...(port === undefined ? {} : { port }) },
    });
    if ("server" in server && server.server instanceof Server) sendPolicy(server.server);
    return { url: `http://${host}:${server.port}/`, close: () => server.stop() };
  });
}

/** Answers carry what pages cannot state for themselves, as a host should send it. */
function sendPolicy(server: Server): void {
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    // Astro's server fails at addresses with separators or faults in their encoding; none of ours has any
    if (/%(2f|5c|00|(?![0-9a-f]{2}))/i.test(request.url ?? "") || !isDecodable(request.url ?? ""))
      request.url = "/404";
    const { url = "" } = request;
    const isPage = !/\.[a-z0-9]+(\?|$)/i.test(url) || /\.html(\?|$)/.test(url);
    for (const [name, text] of Object.entries(policyHeaders(isPage))) response.setHeader(name, text);
  });
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

type Astro = typeof import("astro");

interface CommonConfig {
  readonly root: string;
  readonly logLevel: "info" | "error" | "silent";
}

async function withAstro<T>(
  { root, preset, publishRefuted = false, pdf = false, verbose = false }: SiteOptions,
  use: (astro: Astro, common: CommonConfig) => Promise<T>,
): Promise<T> {
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  process.env[presetVariable] = preset;
  process.env[publishRefutedVariable] = publishRefuted ? "1" : "";
  process.env[pdfVariable] = pdf ? "1" : "";
  const astro = await import("astro");
  try {
    return await use(astro, { root, logLevel: verbose ? "info" : "silent" });
  } catch (error) {
    throw userErrorIn(error) ?? error;
  }
}

/** Astro wraps errors, and modules that Vite loads have a `UserError` class of their own. */
function userErrorIn(error: unknown): UserError | undefined {
  if (error instanceof UserError || !(error instanceof Error))
    return error instanceof UserError ? error : undefined;
  if (error.name === "UserError" && "what" in error) return new UserError(error as UserError);
  return userErrorIn(error.cause);
}

import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LaunchOptions } from "playwright-core";
import { UserError } from "./engine/errors.ts";
import { cacheRoot } from "./native/library.mjs";
import { withProcessLock } from "./native/process-lock.mjs";

const packageFolder = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
const systemLibraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"];

/** Version of the locked browser, which decides what it prints. */
export const browserVersion = (
  JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { readonly version: string }
).version;

/**
 * How to start the headless Chromium that comes with the locked packages: no browser and no system package is needed.
 * Where the system lacks the NSS libraries, those in the package are used.
 */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const folder = await unpackedBrowser();
  const { default: chromium } = await import("@sparticuz/chromium");
  const environment: Record<string, string> = { ...(process.env as Record<string, string>) };
  if (!systemLibraries.some((place) => existsSync(join(place, "libnss3.so")))) {
    const libraries = join(folder, "al2023", "lib");
    environment.LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  return {
    executablePath: join(folder, "chromium"),
    // One process for everything is for tiny containers; it makes contexts share their fate.
    args: chromium.args.filter((flag) => flag !== "--single-process" && !flag.startsWith("--headless")),
    env: environment,
  };
}

/**
 * The same, secluded: it sees no font of the machine but the one that comes with it, one language and one time zone, so
 * that what it prints does not depend on the machine.
 *
 * @param folder for the list of fonts
 */
export async function secludedChromiumOptions(folder: string): Promise<LaunchOptions> {
  const { args = [], ...options } = await chromiumOptions();
  const list = join(folder, "fonts.conf");
  const own = `${list}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(own, fontList(join(await unpackedBrowser(), "fonts")));
  await rename(own, list);
  return {
    ...options,
    args: [...args, "--lang=en-US"],
    env: { ...options.env, FONTCONFIG_FILE: list, TZ: "UTC", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
  };
}

/** Where no folder can be: a cache of so few fonts saves nothing, and a damaged one crashes the browser. */
const noCache = "/dev/null/fonts";

function fontList(fonts: string): string {
  const text = (path: string) => path.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${text(fonts)}</dir><cachedir>${noCache}</cachedir></fontconfig>
`;
}

/**
 * The folder with the unpacked browser, one for each version and user: unpacked beside it and renamed, so that it is
 * whole or not there. The package by itself unpacks into a place that all versions share.
 */
function unpackedBrowser(): Promise<string> {
  const folder = join(cacheRoot(), `chromium-${browserVersion}`);
  if (existsSync(folder)) return Promise.resolve(folder);
  return withProcessLock(`${folder}.lock`, {}, async () => {
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.new`;
    const place = process.env.TMPDIR;
    try {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true });
      process.env.TMPDIR = unfinished;
      const { default: chromium, inflate } = await import("@sparticuz/chromium");
      await chromium.executablePath();
      await inflate(join(packageFolder, "bin", "al2023.tar.br"));
      await rename(unfinished, folder);
    } catch (cause) {
      await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
      throw new UserError({
        what: "the browser that comes with the packages cannot be unpacked",
        where: folder,
        fix: "It takes 250 MB there; `REPRISE_CACHE` names another place.",
        cause,
      });
    } finally {
      if (place === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = place;
    }
    return folder;
  });
}

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";
import type { LaunchOptions } from "playwright/test";

const packaged = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../bin");
const systemLibraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"];

/**
 * How to start the headless Chromium that comes with the locked packages: no browser and no system package is needed.
 * Where the system lacks the NSS libraries, those in the package are used.
 */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const executablePath = await chromium.executablePath();
  const environment: Record<string, string> = { ...(process.env as Record<string, string>) };
  if (!systemLibraries.some((folder) => existsSync(join(folder, "libnss3.so")))) {
    const libraries = join(await inflate(join(packaged, "al2023.tar.br")), "lib");
    environment.LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  return {
    executablePath,
    // One process for everything is for tiny containers; it makes contexts share their fate.
    args: chromium.args.filter((flag) => flag !== "--single-process" && !flag.startsWith("--headless")),
    env: environment,
  };
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { policyHeaders } from "../../src/content-policy.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".bib": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".pdf": "application/pdf",
};

const isCompressible = (type: string) => /^text\/|json|xml|wasm/.test(type);

export interface Host {
  /** Such as `http://127.0.0.1:4321/`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a built site on this machine as a static host does: gzip level 9 for what compresses, which every host and
 * every browser speak (brotli, where a host has it, sends up to two fifths less), and names with a digest kept for a year.
 *
 * @param fontDelay milliseconds by which fonts come late
 */
export async function serveCompressed(folder: string, { fontDelay = 0 } = {}): Promise<Host> {
  const packed = new Map<string, Promise<Buffer>>();
  const compressed = (file: string) => {
    const known = packed.get(file);
    if (known !== undefined) return known;
    const made = promisify(gzip)(readFileSync(file), { level: constants.Z_BEST_COMPRESSION });
    packed.set(file, made);
    return made;
  };
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname));
    const wanted = [path, join(path, "index.html")].map((name) => join(folder, name));
    const found = path.split(sep).includes("..") ? undefined : wanted.find((name) => isFile(name));
    const file = found ?? join(folder, "404.html");
    const type = types[extname(file)] ?? "application/octet-stream";
    if (type.startsWith("font/")) await new Promise((resolve) => setTimeout(resolve, fontDelay));
    const body = isCompressible(type) ? await compressed(file) : readFileSync(file);
    response.writeHead(found === undefined ? 404 : 200, {
      ...policyHeaders(type.startsWith("text/html")),
      "Content-Type": type,
      "Content-Length": body.length,
      "Cache-Control": /\/(_astro|fonts|scripts)\//.test(path)
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      ...(isCompressible(type) ? { "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : {}),
    });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isFile(name: string): boolean {
  return existsSync(name) && statSync(name).isFile();
}

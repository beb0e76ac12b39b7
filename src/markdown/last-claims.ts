import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const published = z.object({ claims: z.array(z.object({ claim: z.string(), found: z.string() })) });

/** What the claims of the site in `dist/` found, by `<experiment>.<claim>`; nothing where there is no such site. */
export function lastFound(root: string): ReadonlyMap<string, string> {
  try {
    const document = published.parse(JSON.parse(readFileSync(join(root, "dist", "claims.json"), "utf8")));
    return new Map(document.claims.map(({ claim, found }) => [claim, found]));
  } catch {
    // It serves a message only; a site that is absent or of another version has nothing to add to it
    return new Map();
  }
}

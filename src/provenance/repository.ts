import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const described = z.object({
  repository: z.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)]),
});

/** The address that `git clone` takes, from `repository` in the project's `package.json`; undefined where none is given. */
export function repositoryOf(root: string): string | undefined {
  try {
    const { data } = described.safeParse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    if (data === undefined) return;
    const address = data.repository.replace(/^git\+/, "");
    // npm's short form for what GitHub hosts
    const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(address);
    return short === null ? address : `https://github.com/${short[1]}.git`;
  } catch {
    return;
  }
}

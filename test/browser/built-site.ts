import { globSync } from "node:fs";
import { resolve } from "node:path";

/** Names the built site that the tests look at: the draft, unless it says otherwise. */
export const siteVariable = "REPRISE_TEST_SITE";

const folder = process.env[siteVariable] ?? ".artifacts/draft-site";

/** Absolute path of the built site under test. */
export const siteFolder: string = resolve(folder);

/** Whether that site is a draft, which search engines are told to leave alone. */
export const isDraft: boolean = process.env[siteVariable] === undefined;

/** Addresses of all its pages relative to its root, sorted: ``, `paper/`, `404.html`. */
export function pageAddresses(): readonly string[] {
  return globSync("**/*.html", { cwd: siteFolder })
    .map((file) => file.replace(/(^|\/)index\.html$/, "$1"))
    .sort();
}

/** One page of each kind that there is, by the name of the kind. */
export function pageKinds(): Readonly<Record<string, string>> {
  const addresses = pageAddresses();
  const first = (kind: string, pattern: RegExp) => {
    const address = addresses.find((each) => pattern.test(each));
    if (address === undefined) throw new Error(`the site in ${folder} has no page of the kind “${kind}”`);
    return address;
  };
  return {
    home: "",
    article: first("article", /^(?!code\/)[^/]+\/$/),
    figure: first("figure", /^[^/]+\/figures\/[^/]+\/$/),
    reproducibility: first("reproducibility", /\/reproducibility\/$/),
    code: first("code", /^code\/.*\/experiment\.ts\/$/),
    missing: "404.html",
  };
}

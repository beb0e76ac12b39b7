import { posix } from "node:path";
import { hashSource } from "./content-policy.ts";

const link = /<link rel="stylesheet" href="([^"]+)">/g;

/**
 * A page whose style sheets stand in the page itself, so that it is drawn as soon as it has come; its policy allows them
 * by their hash. They stay in the order in which they were, at the place of the first.
 *
 * @param read the text of a style sheet, by its address from the root of the site
 * @throws Error if the page states no policy for styles
 */
export function withInlineStyles(html: string, read: (address: string) => string): string {
  const addresses = Array.from(html.matchAll(link), ([, address = ""]) => address);
  if (addresses.length === 0) return html;
  const styles = addresses.map((address) => rebased(read(address), address)).join("\n");
  const policy = "style-src 'self'";
  if (styles.includes("</style") || !html.includes(policy))
    throw new Error("the styles of a page cannot be put into it");
  let first = true;
  const place = () => {
    const element = first ? `<style>${styles}</style>` : "";
    first = false;
    return element;
  };
  return html.replace(policy, `${policy} ${hashSource(styles)}`).replace(link, place);
}

/** Addresses that are relative to the style sheet, made relative to the site. */
function rebased(css: string, address: string): string {
  return css.replace(/url\((?!["']?(?:data:|\/|#))["']?([^)"']+)["']?\)/g, (_, reference: string) => {
    return `url(${posix.join(posix.dirname(address), reference)})`;
  });
}

import { sha256 } from "./canonical.ts";

/** A file's text with its own checksum in it, so that a changed bit anywhere is noticed: `{"checksum":"…","NAME":JSON}`. */
export function withChecksum(name: string, json: string): string {
  return `{"checksum":"${sha256(json)}","${name}":${json}}\n`;
}

/** The JSON that `withChecksum` was given, or undefined when a byte of the text differs from what that returned. */
export function checkedJson(name: string, text: string): string | undefined {
  const start = 13 + 64 + 3 + name.length + 2;
  const json = text.slice(start, -2);
  return text === withChecksum(name, json) ? json : undefined;
}

/** A Vega expression that looks the text of a tick up by its value; `tableOf` reads it again. */
export const lookup = (table: ReadonlyMap<number, string>): string =>
  `{${[...table].map(([value, text]) => `'${value}': '${text}'`).join(", ")}}${key}`;

const key = "[toString(datum.value)]";
const written = /^\{('[^']*': '[^']*'(, )?)+\}(?=\[toString\(datum\.value\)\])/;

/** The table that a label's expression begins by looking a tick up in; undefined if it begins otherwise. */
export function tableOf(expression: string): Readonly<Record<string, string>> | undefined {
  const [table] = written.exec(expression) ?? [];
  if (table === undefined) return undefined;
  const entries = table.matchAll(/'([^']*)': '([^']*)'/g);
  return Object.fromEntries(Array.from(entries, ([, value = "", label = ""]) => [value, label]));
}

/** A label's expression that looks ticks up in a signal instead of in its own table; others stay as they are. */
export const lookingIn = (expression: string, signal: string): string => expression.replace(written, signal);

/** A stretch of text or TeX that looks like a result. */
export interface ResultLike {
  readonly index: number;
  readonly text: string;
}

const decimal = String.raw`(?<![\w.])(?:\d+(?:,\d{3})*)?\.\d+(?!\.?\d)`;
const whole = String.raw`(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w./]*\d)(?!\w)`;
const number = String.raw`(?:\d+(?:,\d{3})*)?(?:\.\d+|\d)`;

/** Results whatever stands around them. */
const always = new RegExp(
  [
    // 3.1 × 10⁻⁴, 3e-4
    String.raw`${number}\s?[×·]\s?10(?:\^|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])[-−\d⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*`,
    String.raw`(?<![\w.])\d+(?:\.\d+)?[eE][-−+]?\d+(?!\w)`,
    String.raw`${number}\s?±\s?${number}`,
    String.raw`${number}\s?(?:%|‰|per\scent\b|percent\b)`,
    String.raw`(?<![\w/])\d+\s?/\s?\d+(?![\w/])`,
    String.raw`${number}\s(?:out\s)?of\s(?:the\s)?\d+`,
    decimal,
  ].join("|"),
  "g",
);

const month = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
/** Digits that say when, where or which. */
const elsewhere = new RegExp(
  [
    String.raw`https?://\S+`,
    String.raw`\b10\.\d{4,}/\S+`,
    String.raw`\b\d{4}-\d\d(?:-\d\d)?\b`,
    String.raw`\b\d{1,2}\s${month}\b|\b${month}\s\d{1,2}(?:,\s\d{4})?\b`,
    String.raw`\b\d+\.\d+\.\d+[\w.-]*`,
    String.raw`(?:§|\b(?:Figs?|Eqs?|Secs?|Chs?|pp?|nos?|vols?)\.)\s?\d+(?:\.\d+)*(?:[-–]\d+)?`,
  ].join("|"),
  "g",
);

const wholeNumber = new RegExp(whole, "g");
/** Words that may stand before a number with a capital, at the beginning of a sentence, and are no names. */
const openers = new Set(
  "a about after all almost among and around as at before below beside between both but by each every for from if in into its nearly of on only or over some than that the then these they this those to under until up when where while with within".split(
    " ",
  ),
);
/** Words that end what is counted. */
const stops = new Set(
  "a an and are as at be been but by do does for from has have if in is it its of on or than that the then this to was were which with".split(
    " ",
  ),
);

/**
 * What looks like a result in running text: numbers with decimals, percentages, powers of ten, errors, ratios; whole
 * numbers from ten on, years and the numbers of names (“Figure 12”) aside; smaller ones where they count something.
 *
 * @param alone whether the text is all there is in the cell of a table, where any number looks like one
 */
export function resultsInText(text: string, alone = false): readonly ResultLike[] {
  if (alone && /^\s*[-−+]?[\d.,]*\d\s*$/.test(text)) return [{ index: 0, text }];
  const source = text.replaceAll(elsewhere, blank);
  const found = [...source.matchAll(always)].map(({ index, 0: match }) => ({ index, text: match }));
  const rest = source.replaceAll(always, blank);
  for (const { index, 0: digits } of rest.matchAll(wholeNumber)) {
    const counted = countedAfter(rest.slice(index + digits.length));
    if (isName(rest.slice(0, index)) || isYear(digits, rest.slice(0, index), counted)) continue;
    if (counted !== undefined) found.push({ index, text: `${digits}${counted}` });
    else if (Number(digits.replaceAll(",", "")) >= 10) found.push({ index, text: digits });
  }
  return found.sort((a, b) => a.index - b.index);
}

function blank(text: string): string {
  return " ".repeat(text.length);
}

/** “ random smooth layers”: at most two words and a plural. */
function countedAfter(after: string): string | undefined {
  const [counted = ""] = /^(?:[\s-][a-z][a-z-]*){1,3}/.exec(after) ?? [];
  let length = 0;
  for (const [word] of counted.matchAll(/[\s-][a-z]+/g)) {
    const bare = word.slice(1);
    if (stops.has(bare)) return undefined;
    length += word.length;
    if (bare.length >= 4 && /[^sui]s$/.test(bare)) return counted.slice(0, length);
  }
  return undefined;
}

/** Whether the number belongs to a name: “Figure 12”, “Group 1”. */
function isName(before: string): boolean {
  const [, word = ""] = /(?:^|[^\p{L}])(\p{Lu}[\p{L}’']*)\s$/u.exec(before) ?? [];
  return word !== "" && !openers.has(word.toLowerCase());
}

function isYear(digits: string, before: string, counted: string | undefined): boolean {
  if (!/^(?:1[5-9]|20)\d\d$/.test(digits)) return false;
  if (counted === undefined) return true;
  return new RegExp(
    String.raw`(?:\b(?:in|since|of|until|by|before|after|during|from|to|${month}),?\s|\(|[-–])$`,
    "i",
  ).test(before);
}

/** What in TeX is no number of the formula: what is bound already, labels, sizes, words. */
const settledInMath =
  /\\(?:value|param|literal)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}|\\(?:label|tag|text|mathrm|operatorname|hspace|vspace)\*?\s*\{[^{}]*\}|\\\\\[[^\]]*\]|\\m?kern[-\d.]+|[-\d.]+\s*(?:em|ex|pt|mu)\b/g;

const space = String.raw`(?:\s|\\[;,:!]|\{\})*`;
const alwaysInMath = new RegExp(
  [
    String.raw`${number}${space}\\(?:times|cdot)${space}10\s*\^\s*(?:\{[^{}]*\}|\d)`,
    String.raw`${number}${space}\\pm${space}${number}`,
    String.raw`${number}${space}\\%`,
    String.raw`(?<![\w.])10\s*\^\s*(?:\{-?\d+\}|\d)`,
    String.raw`(?<![\w.])(?:\d{2,}/\d+|\d+/\d{2,})`,
    String.raw`(?:\d+)?\.\d+`,
    // = 30, ≈ 7, and whatever is too large for a coefficient
    String.raw`(?<=(?:=|<|>|\\approx|\\sim|\\leq?|\\geq?)${space})(?:\d{2,}|(?<=\\approx${space})\d)(?!\d|${space}[a-zA-Z\\({/^])`,
    String.raw`(?<![\w.])\d{3,}`,
  ].join("|"),
  "g",
);

/** What looks like a result in TeX: decimals, percentages, powers of ten, ratios and what a sign of relation equates with a number. */
export function resultsInMath(tex: string): readonly ResultLike[] {
  const source = tex.replaceAll(settledInMath, blank);
  return [...source.matchAll(alwaysInMath)].map(({ index, 0: text }) => ({ index, text }));
}

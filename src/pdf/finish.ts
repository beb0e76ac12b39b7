/** What a printed article says of itself, and the removal of what a browser adds that differs from run to run. */

export interface PdfMetadata {
  readonly title: string;
  readonly authors: readonly string[];
  /** One sentence or two. */
  readonly subject: string;
  readonly keywords: readonly string[];
  /** `2026-11-24`; the time of printing is not kept. */
  readonly date: string;
}

/** A page as Chromium printed it. */
export interface Printed {
  readonly pdf: Uint8Array;
  /** Text of the headings, of which Chromium makes the outline. */
  readonly headings: readonly string[];
}

/**
 * A PDF as Chromium prints it, with the metadata of the paper, and the same for the same pages whenever and wherever it
 * was printed: times become the paper's date, and identifiers, which count the elements that the browser has made since
 * it started, count from one. Formulas are said to be formulas. Otherwise the file is left as it is; the metadata are appended as an update, as PDF 1.4
 * (section 3.4.5) has it.
 *
 * @throws Error if the file is not built as Chromium builds them
 */
export function finishedPdf({ pdf, headings }: Printed, metadata: PdfMetadata): Uint8Array {
  // One character for each byte, so that places in the text are places in the file
  const printed = Buffer.from(pdf).toString("latin1");
  const text = withFormulas(withStableIds(withDate(printed, metadata.date)));
  return Buffer.from(text + update(text, metadata, headings), "latin1");
}

/** Times of creation, of the same length as those that are replaced. */
function withDate(pdf: string, date: string): string {
  const time = `D:${date.replaceAll("-", "")}000000+00'00'`;
  return pdf.replaceAll(
    /(\/(?:CreationDate|ModDate) \()(D:[^)]*)\)/g,
    (_whole, name: string, old: string) => {
      if (old.length !== time.length) throw new Error(`a date in the PDF has another form: ${old}`);
      return `${name}${time})`;
    },
  );
}

const elementId = /\(node(\d{8})\)/g;

/** Identifiers of table heads, numbered from one in the order that they have, in which the PDF lists them. */
function withStableIds(pdf: string): string {
  const found = [...new Set([...pdf.matchAll(elementId)].map(([, digits = ""]) => digits))].sort();
  const numbers = new Map(found.map((digits, index) => [digits, String(index + 1).padStart(8, "0")]));
  return pdf.replaceAll(elementId, (_whole, digits: string) => `(node${numbers.get(digits)})`);
}

/** Starts the name of what is a formula and no picture, since Chromium knows no formulas. It is not seen, and said by nobody. */
export const formulaMark = "\u2061";

/** The structure's element for formulas, where they have a name that says so; of the same length as what it replaces. */
function withFormulas(pdf: string): string {
  return pdf.replaceAll(
    /\/S \/Figure\n\/Alt <FEFF2061([0-9A-F]*)>/gi,
    (_whole, name: string) => `/S /Formula\n/Alt <FEFF${name}>   `,
  );
}

/** New versions of objects, with the table that says where they are. */
function update(pdf: string, metadata: PdfMetadata, headings: readonly string[]): string {
  const [, size, root, info, start] =
    /trailer\s*<<\/Size (\d+)\s*\/Root (\d+) 0 R\s*\/Info (\d+) 0 R>>\s*startxref\s*(\d+)\s*%%EOF\s*$/.exec(
      pdf,
    ) ?? [];
  if (size === undefined || start === undefined) throw new Error("the PDF does not end as expected");
  const objects = [
    { number: Number(info), content: informationOf(pdf, metadata) },
    ...mendedOutline(pdf, headings),
    ...mappedRoles(pdf),
  ].toSorted((a, b) => a.number - b.number);
  let body = pdf.endsWith("\n") ? "" : "\n";
  const table: string[] = [];
  for (const { number, content } of objects) {
    const place = String(pdf.length + body.length).padStart(10, "0");
    table.push(`${number} 1\n${place} 00000 n \n`);
    body += `${number} 0 obj\n${content}\nendobj\n`;
  }
  const tableStart = pdf.length + body.length;
  return (
    `${body}xref\n${table.join("")}` +
    `trailer\n<</Size ${size}\n/Root ${root} 0 R\n/Info ${info} 0 R\n/Prev ${start}>>\nstartxref\n${tableStart}\n%%EOF\n`
  );
}

/** Chromium names kinds of text as PDF 2.0 does, in files of an earlier version, which have to say what these are. */
const roles = "/RoleMap <</Aside /Sect\n/Em /Span\n/Strong /Span>>";

function mappedRoles(pdf: string) {
  const [, number, content] =
    /(?<=\n)(\d+) 0 obj\n(<<\/Type \/StructTreeRoot\n[^<>]*)>>\nendobj/.exec(pdf) ?? [];
  if (content === undefined) throw new Error("the PDF has no structure, or another than expected");
  return [{ number: Number(number), content: `${content}\n${roles}>>` }];
}

function informationOf(pdf: string, { title, authors, subject, keywords, date }: PdfMetadata): string {
  const time = `D:${date.replaceAll("-", "")}000000+00'00'`;
  const producer = /\/Producer (\([^)]*\))/.exec(pdf)?.[1] ?? "(Chromium)";
  const entries = [
    `/Title ${textString(title)}`,
    `/Author ${textString(authors.join(", "))}`,
    `/Subject ${textString(subject)}`,
    ...(keywords.length === 0 ? [] : [`/Keywords ${textString(keywords.join(", "))}`]),
    "/Creator (Reprise)",
    `/Producer ${producer}`,
    `/CreationDate (${time})`,
    `/ModDate (${time})`,
  ];
  return `<<${entries.join("\n")}>>`;
}

/**
 * Entries of the outline that differ from their headings: the browser joins the words at the end of a line and at the
 * start of the next, and doubles a heading that it first set at the foot of a page.
 */
function mendedOutline(pdf: string, headings: readonly string[]) {
  const plain = (text: string) => text.replaceAll(/\s+/g, "");
  const byCharacters = new Map(
    headings.flatMap((heading) => [
      [plain(heading), heading],
      [plain(heading + heading), heading],
    ]),
  );
  const entries = pdf.matchAll(
    /(?<=\n)(\d+) 0 obj\n(<<\/Title (\((?:\\[\s\S]|[^\\)])*\)|<[0-9A-Fa-f]*>)\n\/Dest [\s\S]*?)\nendobj/g,
  );
  return [...entries].flatMap(([, number, content = "", title = ""]) => {
    const heading = byCharacters.get(plain(textIn(title)));
    if (heading === undefined || heading === textIn(title)) return [];
    return [{ number: Number(number), content: content.replace(title, () => textString(heading)) }];
  });
}

/** The text that a string of a PDF holds, if it is written as Chromium writes them. */
function textIn(string: string): string {
  if (string.startsWith("("))
    return string
      .slice(1, -1)
      .replaceAll(/\\([0-7]{3})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
      .replaceAll(/\\(.)/g, "$1");
  return Buffer.from(string.replace(/^<(FEFF)?/i, ""), "hex")
    .swap16()
    .toString("utf16le");
}

/** Any text, as UTF-16 in hexadecimal digits. */
function textString(text: string): string {
  return `<FEFF${Buffer.from(text.toWellFormed(), "utf16le").swap16().toString("hex").toUpperCase()}>`;
}

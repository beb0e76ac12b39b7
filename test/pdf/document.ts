import { inflateSync } from "node:zlib";

/** What a test reads of a PDF that Chromium wrote. */
export interface PdfDocument {
  readonly pages: number;
  /** All text in the order in which it is drawn; where lines end is not told. */
  readonly text: string;
  /** Addresses of links to elsewhere. */
  readonly links: readonly string[];
  /** Left and right end of each, in points from the left edge of the page. */
  readonly linkSpans: readonly (readonly [left: number, right: number])[];
  /** Names of places in the document that links lead to. */
  readonly inner: readonly string[];
  readonly places: ReadonlySet<string>;
  /** How many elements there are of each kind, such as `H1` and `Figure`. */
  readonly structure: Readonly<Record<string, number>>;
  /** What is said instead of each picture and each formula. */
  readonly alternatives: { readonly Figure: readonly string[]; readonly Formula: readonly string[] };
  /** What stands for kinds of elements that the file's version does not know. */
  readonly roles: Readonly<Record<string, string>>;
  readonly outline: readonly string[];
  readonly information: Readonly<Record<string, string>>;
  readonly language: string | undefined;
  /** Whether each font is in the file. */
  readonly fontsEmbedded: boolean;
  readonly images: number;
}

/** Reads a PDF with an ordinary cross-reference table, objects that are not in streams, and an update at its end. */
export function readPdf(bytes: Uint8Array): PdfDocument {
  const file = Buffer.from(bytes);
  const source = file.toString("latin1");
  const objects = objectsOf(source);
  const bodies = [...objects.values()];
  const trailer = source.slice(source.lastIndexOf("trailer"));
  const follow = (reference: string | undefined) => objects.get(Number(reference)) ?? "";
  const root = follow(/\/Root (\d+) 0 R/.exec(trailer)?.[1]);
  const information = follow(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  const structure: Record<string, number> = {};
  for (const body of bodies) {
    const kind = /\/Type \/StructElem\s*\/S \/(\w+)/.exec(body)?.[1];
    if (kind !== undefined) structure[kind] = (structure[kind] ?? 0) + 1;
  }
  const alternatives = (kind: string) =>
    bodies.flatMap((body) => (body.includes(`\n/S /${kind}\n`) ? (valuesIn(body).Alt ?? []) : []));
  const tree = follow(/\/StructTreeRoot (\d+) 0 R/.exec(root)?.[1]);
  const names = (pattern: RegExp) =>
    bodies.flatMap((body) => [...body.matchAll(pattern)].map(([, name = ""]) => name));
  // A font of type 3 is drawn in the file, glyph by glyph
  const fonts = bodies.filter((body) => /\/Subtype \/(?:CIDFontType[02]|Type1|TrueType)\b/.test(body));
  return {
    pages: bodies.filter((body) => /\/Type \/Page\b(?!s)/.test(body)).length,
    text: textOf(objects),
    links: names(/\/URI \(([^)]*)\)/g),
    linkSpans: names(/\/Rect \[([^\]]*)\][\s\S]*?\/URI \(/g).map((rectangle) => {
      const [left = Number.NaN, , right = Number.NaN] = rectangle.split(" ").map(Number);
      return [left, right] as const;
    }),
    inner: names(/\/Subtype \/Link[\s\S]*?\/Dest \/([^\s/>]+)/g),
    places: new Set(
      [...follow(/\/Dests (\d+) 0 R/.exec(root)?.[1]).matchAll(/\/([^\s/]+) \[/g)].map(
        ([, name = ""]) => name,
      ),
    ),
    structure,
    alternatives: { Figure: alternatives("Figure"), Formula: alternatives("Formula") },
    roles: Object.fromEntries(
      [...(/\/RoleMap <<([^<>]*)>>/.exec(tree)?.[1] ?? "").matchAll(/\/(\w+) \/(\w+)/g)].map(
        ([, from = "", to = ""]) => [from, to],
      ),
    ),
    outline: bodies.flatMap((body) => (/\/Dest \[/.test(body) ? (valuesIn(body).Title ?? []) : [])),
    information: valuesIn(information),
    language: /\/Lang \(([^)]*)\)/.exec(root)?.[1],
    fontsEmbedded:
      fonts.length > 0 &&
      fonts.every((font) => /\/FontFile[23]? /.test(follow(/\/FontDescriptor (\d+) 0 R/.exec(font)?.[1]))),
    images: bodies.filter((body) => /\/Subtype \/Image/.test(body)).length,
  };
}

/** The last version of each object; streams inflated. */
function objectsOf(source: string): ReadonlyMap<number, string> {
  const objects = new Map<number, string>();
  for (const match of source.matchAll(/(?<=\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, number, body = ""] = match;
    const start = /stream\r?\n/.exec(body);
    const length = Number(/\/Length (\d+)/.exec(body)?.[1]);
    const dictionary = start === null ? body : body.slice(0, start.index);
    if (start === null) objects.set(Number(number), body);
    else {
      const at = start.index + start[0].length;
      const content = Buffer.from(body.slice(at, at + length), "latin1");
      const text =
        /\/FlateDecode/.test(dictionary) && !/\/Image|\/Length1|\/Subtype \/CIDFontType0C/.test(dictionary)
          ? inflateSync(content).toString("latin1")
          : "";
      objects.set(Number(number), `${dictionary}stream\n${text}`);
    }
  }
  return objects;
}

function valuesIn(dictionary: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [, name = "", literal, hexadecimal] of dictionary.matchAll(
    /\/(\w+) (?:\(((?:\\[\s\S]|[^\\)])*)\)|<FEFF([0-9A-F]*)>)/gi,
  ))
    values[name] =
      hexadecimal === undefined
        ? (literal ?? "").replaceAll(/\\([\s\S])/g, "$1")
        : Buffer.from(hexadecimal, "hex").swap16().toString("utf16le");
  return values;
}

/** Text as somebody copies it: glyphs through the font's table of characters. */
function textOf(objects: ReadonlyMap<number, string>): string {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const body of objects.values()) {
    for (const [, name = "", number] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(number)) ?? "")?.[1];
      if (table !== undefined) tables.set(name, charactersOf(objects.get(Number(table)) ?? ""));
    }
  }
  const pieces: string[] = [];
  for (const body of objects.values()) {
    if (!/stream\n/.test(body)) continue;
    let characters: ReadonlyMap<string, string> | undefined;
    for (const [, font, codes = ""] of body.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj/gi)) {
      if (font !== undefined) characters = tables.get(font);
      else
        pieces.push(
          (codes.match(/.{4}/g) ?? [])
            .map((code) => characters?.get(code.toUpperCase()) ?? "\ufffd")
            .join(""),
        );
    }
  }
  return pieces.join("");
}

function charactersOf(table: string): ReadonlyMap<string, string> {
  const characters = new Map<string, string>();
  const text = (hexadecimal: string) => Buffer.from(hexadecimal, "hex").swap16().toString("utf16le");
  for (const [, lines = ""] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code = "", value = ""] of lines.matchAll(/<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi))
      characters.set(code.toUpperCase(), text(value));
  for (const [, lines = ""] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = "", to = "", value = ""] of lines.matchAll(
      /<([0-9A-F]+)>\s*<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi,
    ))
      for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code++) {
        const first = Number.parseInt(value, 16) + code - Number.parseInt(from, 16);
        characters.set(code.toString(16).padStart(4, "0").toUpperCase(), String.fromCodePoint(first));
      }
  return characters;
}

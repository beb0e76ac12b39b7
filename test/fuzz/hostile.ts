/** Generators of what a careless or hostile author might write. */
import fc from "fast-check";

/** Names that every object of the language has, and other ways out of a record, a folder or a quotation. */
export const traps: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "then",
  "length",
  "..",
  "../..",
  "../../etc/passwd",
  "/etc/passwd",
  ".",
  "",
  " ",
  "a b",
  "a'b",
  'a"b',
  "a`b",
  "a\\b",
  "a\nb",
  "a\u0000b",
  "é",
  "e\u0301",
  "数",
  "🎯",
  "\u202Egnp.exe",
  "\uD800",
  "-",
  "--help",
  "NaN",
  "Infinity",
  "-0",
  "1e309",
  "null",
  "undefined",
  "x".repeat(300),
];

const addresses: readonly string[] = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  " javascript:alert(1)",
  "\u0001javascript:alert(1)",
  "javascript&colon;alert(1)",
  "&#106;avascript:alert(1)",
  "javascript\\:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "blob:x",
  "//evil.example/x",
  "/\\evil.example/x",
  "\\\\evil.example/x",
  'https://evil.example/"onmouseover="alert(1)',
  "https://example.org/a?b=c&d=<e>",
  "http://example.org",
  "mailto:someone@example.org",
  "mailto:a@b.c?body=<script>",
  "#section",
  "../artifacts/x.json",
  "https://",
  "http://[::1",
  "x".repeat(3000),
];

export const markup: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<style>*{display:none}</style>",
  "<iframe src=//evil.example>",
  "<!-- c --><b onclick=alert(1)>",
  "<!--><script>alert(1)</script>-->",
  "<a href='javascript:alert(1)'>x</a>",
  "</article></main><script>",
  "<![CDATA[<script>]]>",
  "<?php echo 1 ?>",
  '<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  "&lt;script&gt;",
  "&#60;script&#62;",
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "$" + "{alert(1)}",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content=0;url=//evil.example>",
  "<form action=//evil.example><button>",
  "<x-y style=position:fixed>",
];

export const trap = fc.constantFrom(...traps);
export const address = fc.constantFrom(...addresses);
export const tags = fc.constantFrom(...markup);
/** Any text: plain, any Unicode with lone surrogates and controls, traps, markup, addresses. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.lorem({ maxCount: 4 }) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  trap,
  tags,
  address,
);
/** Numbers, with those that arithmetic trips over. */
export const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, -1, 1e21, 2 ** 53),
);
/** Any JSON, and what is nearly JSON. */
export const anything = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown> },
  fc.anything({ maxDepth: 2, withNullPrototype: true, withDate: true, withBigInt: true }),
  text,
  number,
  trap.map((key) => JSON.parse(`{${JSON.stringify(key)}: 1}`) as unknown),
);

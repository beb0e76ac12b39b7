import type { ElementContent } from "hast";
import type { FigureTable } from "../figures/define.ts";
import { formatTable } from "../figures/table.ts";
import { element } from "./element.ts";

/** More rows than this make a page heavy; the CSV file has them all. */
const shownRows = 200;

/** The plotted values as a table to read. */
export function figureTable(data: FigureTable): ElementContent {
  const { columns, rows } = formatTable(data);
  const numeric = columns.map((column) => (column.numeric ? { className: ["number"] } : {}));
  const head = columns.map(({ label }, i) => element("th", { scope: "col", ...numeric[i] }, [label]));
  const body = rows.slice(0, shownRows).map((row) =>
    element(
      "tr",
      {},
      row.map((text, i) => element("td", { ...numeric[i] }, withPowers(text))),
    ),
  );
  const left = rows.length - shownRows;
  return element(
    "div",
    { className: ["table"], tabIndex: 0, role: "group", ariaLabel: "Data of the figure" },
    [
      element("table", {}, [element("thead", {}, [element("tr", {}, head)]), element("tbody", {}, body)]),
      ...(left > 0 ? [element("p", {}, [`and ${left} more rows in the CSV file`])] : []),
    ],
  );
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** “3 × 10⁻⁵” with a raised exponent instead of superscript characters, which text fonts seldom have. */
function withPowers(text: string): (ElementContent | string)[] {
  const [, before, power] = /^(.*10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(text) ?? [];
  if (before === undefined || power === undefined) return [text];
  const exponent = [...power]
    .map((sign) => (sign === "⁻" ? "−" : String(superscripts.indexOf(sign))))
    .join("");
  return [before, element("sup", {}, [exponent])];
}

import type { PhrasingContent } from "mdast";
import type { TextDirective } from "mdast-util-directive";
import type { EvaluatedClaim } from "../engine/evaluate-claims.ts";
import { suggestion } from "../engine/nearest.ts";
import { claimMark, type FigureLink } from "./claim-mark.ts";
import type { Found, PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/**
 * `:claim[A sentence]{#experiment.claim}`, or `{#claim}` where one experiment alone has it: a sentence that is evaluated on
 * the results at every build, and marked with its evidence.
 */
export function claim(node: TextDirective, label: string, context: PaperContext): void {
  // Markdown's shorthand takes what follows a dot for a class
  const attributes = attributesOf(node, ["id", "class"], context);
  const written = [attributes.id, attributes.class?.replaceAll(" ", ".")].filter(Boolean).join(".");
  const found = lookUp(written, context);
  if ("problem" in found) {
    context.problems.report(node, found.problem, found.fix);
    return;
  }
  const { experiment, id, finding } = found;
  const name = `${experiment}.${id}`;
  const sentence = readable(label);
  context.found.experiments.add(experiment);
  context.found.claims.push({ claim: name, sentence, line: context.problems.lineOf(node) });
  if (finding.verdict === "fails" && context.claims.refuse) {
    const before = context.claims.before.get(name);
    const last = before === undefined || before === finding.found ? "" : ` (last published: ${before})`;
    context.problems.report(
      node,
      `the results refute the sentence “${sentence}”: the claim \`${name}\` says ${finding.predicate}; expected ${finding.expected}, found ${finding.found}${last}`,
      "Say what is true, or find what has changed. `npm run build -- --publish-refuted` publishes it marked as refuted.",
    );
    return;
  }
  const times = context.found.claims.filter((cited) => cited.claim === name).length;
  const place = `${experiment}-${id}${times === 1 ? "" : `-${times}`}`;
  // An element that Markdown has no syntax for; its content is given, so that no directive is looked for inside
  const mark: PhrasingContent = { type: "emphasis", children: [] };
  Object.assign(mark, {
    data: {
      hName: "span",
      hProperties: { className: ["claim-mark"] },
      hChildren: claimMark(found, `evidence-${place}`, {
        figure: nearestFigure(experiment, context.problems.lineOf(node), context.found),
        replications: context.claims.replications?.get(name),
        preset: context.claims.preset,
      }),
    },
  });
  node.children.push(mark);
  become(node, "span", { className: ["claim", `claim-${finding.verdict}`], id: `claim-${place}` });
}

/** The figure drawn from this experiment that stands closest to a line; the later of two. */
function nearestFigure(experiment: string, line = 0, { figures, lines }: Found): FigureLink | undefined {
  const distance = ({ id }: FigureLink) => Math.abs((lines.get(id) ?? 0) - line);
  const drawn = figures.flatMap(({ id, experiments }, index) =>
    experiments.includes(experiment) ? [{ id, number: index + 1 }] : [],
  );
  return drawn.toSorted((a, b) => distance(a) - distance(b) || b.number - a.number)[0];
}

/** A sentence as a reader of messages wants it: numbers and references, which are set later, as an ellipsis. */
function readable(source: string): string {
  return source
    .replace(/:(?:value|param|cite|ref|replicated)\[[^\]]*\](?:\{[^}]*\})?/g, "…")
    .replace(/\\(?:value|param)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}/g, "…")
    .replace(/\\literal\{([^{}]*)\}/g, "$1")
    .replace(/:[a-z]+\[([^\]]*)\](?:\{[^}]*\})?/g, "$1")
    .replace(/\s+/g, " ");
}

function lookUp(
  written: string,
  { claims: { evaluated } }: PaperContext,
): EvaluatedClaim | { readonly problem: string; readonly fix: string } {
  const names = [...evaluated.keys()];
  if (written === "") {
    return {
      problem: "“:claim” names no claim",
      fix: `Write \`:claim[…]{#experiment.claim}\`. ${suggestion("", names)}`,
    };
  }
  const exact = evaluated.get(written);
  if (exact !== undefined) return exact;
  const candidates = [...evaluated.values()].filter(({ id }) => id === written);
  const [only, another] = candidates;
  if (only !== undefined && another === undefined) return only;
  if (only === undefined) {
    const near = written.includes(".") ? names : [...evaluated.values()].map(({ id }) => id);
    return { problem: `there is no claim “${written}”`, fix: suggestion(written, near) };
  }
  const full = candidates.map(({ experiment, id }) => `\`{#${experiment}.${id}}\``).join(" or ");
  return { problem: `more than one experiment has a claim “${written}”`, fix: `Write ${full}.` };
}

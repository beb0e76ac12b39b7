import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { reasonOf, UserError } from "../engine/errors.ts";
import { limitExpressions } from "./limits.ts";
import { useRealTextMetrics } from "./metrics.ts";
import type { Node, SpecOrigin } from "./spec-tree.ts";
import { theme } from "./theme.ts";

useRealTextMetrics();
limitExpressions();

interface Listener {
  level(): number;
  level(level: number): Listener;
  error(...message: readonly unknown[]): Listener;
  warn(...message: readonly unknown[]): Listener;
  info(): Listener;
  debug(): Listener;
}

/** A logger for Vega and Vega-Lite that keeps what they complain about. */
function listen(complaints: string[]): Listener {
  const keep = (...message: readonly unknown[]) => {
    complaints.push(message.map((part) => reasonOf(part)).join(" "));
    return listener;
  };
  function level(): number;
  function level(level: number): Listener;
  function level(value?: number): number | Listener {
    return value === undefined ? vega.Warn : listener;
  }
  const listener: Listener = { level, error: keep, warn: keep, info: () => listener, debug: () => listener };
  return listener;
}

/** A figure draws the data it carries: nothing is fetched, read from files, or linked to. Vega would pass over it. */
function refuseAddresses(complaints: string[]) {
  const complain = (address: unknown): string => {
    const complaint = `it refers to ${JSON.stringify(address)}, but a figure carries its data, and has no links or pictures`;
    complaints.push(complaint);
    return complaint;
  };
  const refuse = async (address: unknown): Promise<never> => {
    throw new Error(complain(address));
  };
  return {
    load: refuse,
    http: refuse,
    file: refuse,
    // For links and pictures; Vega does not survive a refusal, and what it draws then is thrown away.
    sanitize: async (address: unknown) => {
      complain(address);
      return { href: "#" };
    },
    options: {},
    fileAccess: false,
  };
}

/** Vega quotes whole specifications in its messages; the start says which. */
const brief = (message: string): string => (message.length > 300 ? `${message.slice(0, 300)} …` : message);

/**
 * Compiles a Vega-Lite specification with the theme and returns Vega's SVG, in document order and with ids that start
 * from zero. Throws a `UserError` for whatever Vega-Lite or Vega rejects or warns of.
 */
export async function drawSpec(spec: Node, origin: SpecOrigin): Promise<string> {
  const complaints: string[] = [];
  const logger = listen(complaints);
  let failure: unknown;
  let svg = "";
  try {
    // A copy, because Vega marks the rows it is given.
    const compiled = compile(structuredClone(spec) as unknown as TopLevelSpec, {
      config: theme,
      logger,
    }).spec;
    if (complaints.length === 0) {
      const view = new vega.View(vega.parse(compiled), {
        renderer: "none",
        logger,
        loader: refuseAddresses(complaints),
      });
      await view.runAsync();
      vega.resetSVGDefIds();
      svg = await view.toSVG();
      view.finalize();
    }
  } catch (error) {
    failure = error;
    complaints.unshift(reasonOf(error));
  }
  const [first] = complaints;
  if (first === undefined) return svg;
  throw new UserError({
    what: `Vega-Lite does not accept the specification of the ${origin.layout} layout: ${brief(first)}`,
    where: origin.file,
    fix: "Correct what `spec` returns for this layout; the Vega-Lite documentation describes each property.",
    cause: failure,
  });
}

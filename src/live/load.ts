import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { reasonOf, UserError } from "../engine/errors.ts";
import { loadLocalModule, type ModuleKind } from "../engine/local-module.ts";
import { objectionOf } from "../engine/schema-issue.ts";
import type { AnyLive, Control, Settings } from "./define.ts";
import type { LiveDocument } from "./document.ts";

const callable = z.custom<() => unknown>((value) => typeof value === "function", "must be a function");
const when = z.record(z.string(), z.array(z.union([z.string(), z.number()]))).optional();
const label = z.string().min(1);
const control = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("range"),
    label,
    min: z.number(),
    max: z.number(),
    step: z.number().positive(),
    value: z.number(),
    when,
  }),
  z.strictObject({
    kind: z.literal("stops"),
    label,
    stops: z.array(z.number()).min(2),
    value: z.number(),
    when,
  }),
  z.strictObject({
    kind: z.literal("choice"),
    label,
    options: z.array(z.strictObject({ value: z.string(), label })).min(2),
    value: z.string(),
    when,
  }),
]);
const axis = z.strictObject({ label, scale: z.enum(["linear", "log"]) });
const plot = z.strictObject({ title: label, x: axis, y: axis, series: label, time: label.optional() });
const liveSchema = z.strictObject({
  controls: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/, "expected a name in camel case"), control),
  plots: z.record(z.string(), plot),
  advice: z.strictObject({ diverged: label.optional(), slow: label.optional() }).optional(),
  run: callable,
  published: callable,
});
const kind: ModuleKind = {
  name: "the live experiment",
  noExperiment: {
    why: "live.ts imports …, which would take the whole experiment to the reader's browser",
    instead: "Put what both need into experiments/lib.",
  },
  schema: liveSchema,
  written: "defineLive({ controls, plots, run, published })",
};

const settingsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
const publishedSchema = z.strictObject({
  settings: settingsSchema,
  curves: z.array(
    z.strictObject({
      plot: z.string(),
      label,
      colour: z.string().regex(/^[a-z]+$/, "expected the name of a colour of the palette"),
      dash: z.array(z.number()).optional(),
      settings: settingsSchema,
      at: z.number().optional(),
      x: z.array(z.number()),
      y: z.array(z.number()),
    }),
  ),
});

/** What the page needs to know of the results that stay behind. */
export interface Published {
  readonly artifact: unknown;
  readonly params: unknown;
  readonly seed: number;
}

/** Where an experiment declares that it runs in a browser, relative to the root. */
export const liveFile = (experiment: string): string => `experiments/${experiment}/live.ts`;

/** Whether the experiment declares itself fit for the reader's browser. */
export function isLive(root: string, experiment: string): boolean {
  return existsSync(join(root, liveFile(experiment)));
}

/**
 * The document of a live experiment, with its published curves.
 *
 * @throws UserError for a file that cannot be loaded, and for a declaration that contradicts itself
 */
export async function liveDocument(
  root: string,
  experiment: string,
  { artifact, params, seed }: Published,
): Promise<LiveDocument> {
  const file = liveFile(experiment);
  const { value: live, placeOf } = await loadLocalModule<AnyLive>(file, root, kind);
  checkControls(file, live);
  let published: unknown;
  try {
    published = live.published(artifact, params);
  } catch (error) {
    throw new UserError({
      what: `\`published\` failed: ${reasonOf(error)}`,
      where: placeOf(error) ?? file,
      fix: "Correct the function; it is given the artifact and the params of the preset.",
      cause: error,
    });
  }
  const checked = publishedSchema.safeParse(published);
  if (!checked.success) {
    throw new UserError({
      what: `what \`published\` returns is malformed: ${objectionOf(checked.error)}`,
      where: file,
      fix: "Return `{ settings, curves: [{ plot, label, colour, settings, x, y }] }`.",
    });
  }
  const { settings, curves } = checked.data;
  for (const { plot } of curves) if (!Object.hasOwn(live.plots, plot)) throw unknownPlot(file, plot, live);
  for (const given of [settings, ...curves.map((curve) => curve.settings)]) checkSettings(file, given, live);
  const defaults = Object.fromEntries(
    Object.entries(live.controls).map(([name, { value }]) => [name, settings[name] ?? value]),
  );
  const { controls, plots, advice = {} } = live;
  return {
    experiment,
    seed,
    controls,
    plots,
    advice,
    settings: defaults as Settings,
    published: curves as LiveDocument["published"],
  };
}

/** Holds the controls to one another, and where each stands at first to what it offers. */
function checkControls(where: string, live: AnyLive): void {
  for (const [name, given] of Object.entries(live.controls)) {
    if (!allows(given, given.value)) {
      throw new UserError({
        what: `the control \`${name}\` starts at ${JSON.stringify(given.value)}, which it does not offer`,
        where: `${where}: controls.${name}.value`,
        fix: "Start it at one of its values.",
      });
    }
    for (const other of Object.keys(given.when ?? {})) {
      if (!Object.hasOwn(live.controls, other)) {
        throw new UserError({
          what: `the control \`${name}\` depends on \`${other}\`, which is no control`,
          where: `${where}: controls.${name}.when`,
          fix: `There are: ${Object.keys(live.controls).join(", ")}.`,
        });
      }
    }
  }
}

/** Whether a control can stand at this value. */
function allows(control: Control, value: unknown): boolean {
  if (control.kind === "choice") return control.options.some((option) => option.value === value);
  if (typeof value !== "number") return false;
  return control.kind === "stops"
    ? control.stops.includes(value)
    : value >= control.min && value <= control.max;
}

function checkSettings(
  file: string,
  settings: Readonly<Record<string, unknown>>,
  { controls }: AnyLive,
): void {
  for (const [name, value] of Object.entries(settings)) {
    const control = controls[name];
    if (control !== undefined && allows(control, value)) continue;
    throw new UserError({
      what:
        control === undefined
          ? `\`published\` sets \`${name}\`, which is no control`
          : `\`published\` sets \`${name}\` to ${JSON.stringify(value)}, which the control does not offer`,
      where: file,
      fix:
        control === undefined
          ? `There are: ${Object.keys(controls).join(", ")}.`
          : `Offer it under \`controls.${name}\`, or leave it out.`,
    });
  }
}

function unknownPlot(file: string, plot: string, { plots }: AnyLive): UserError {
  return new UserError({
    what: `a published curve belongs to the plot “${plot}”, which is not declared`,
    where: `${file}: plots`,
    fix: `There are: ${Object.keys(plots).join(", ")}.`,
  });
}

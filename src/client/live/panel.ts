import type { LiveDocument } from "../../live/document.ts";
import styles from "../../styles/live-panel.css?url";
import { styleSheet } from "../style-sheet.ts";
import { tip } from "../tip.ts";
import { chart } from "./chart.ts";
import { controlPanel } from "./controls.ts";
import { backendTitles } from "./protocol.ts";
import { type Outcome, type Runner, runnerOf } from "./run.ts";
import { type Choice, fromSearch, published, toSearch } from "./settings.ts";
import { curvesOf, extended, type Traces, timeOf } from "./traces.ts";

/** Seconds after which a run that has shown nothing is said to be slow to start, and which a whole run should not take. */
const slow = { start: 6, run: 120 } as const;

/**
 * Puts the controls and charts of a live experiment into its figure, and runs it when asked, in a worker.
 *
 * @param autostart runs with the published settings at once
 */
export async function openPanel(figure: HTMLElement, autostart: boolean): Promise<void> {
  if (autostart) prepare(figure);
  const [document_] = await Promise.all([fetchDocument(figure), styleSheet(styles)]);
  const stage = figure.querySelector<HTMLElement>(".live-stage");
  if (stage === null) throw new Error("the figure of the live experiment has no stage");
  mount(figure, stage, document_, runnerOf(figure), autostart);
}

/** Starts what a live experiment computes with, for a figure whose run is about to be asked for. */
export function prepare(figure: HTMLElement): void {
  runnerOf(figure).prepare(figure.id.replace(/^live-/, ""), "auto");
}

async function fetchDocument(figure: HTMLElement): Promise<LiveDocument> {
  const response = await fetch(new URL(figure.dataset.live ?? "", location.href));
  if (!response.ok) throw new Error(`the experiment could not be fetched (${response.status})`);
  return (await response.json()) as LiveDocument;
}

function mount(
  figure: HTMLElement,
  stage: HTMLElement,
  experiment: LiveDocument,
  workers: Runner,
  autostart: boolean,
): void {
  const values = tip();
  const charts = Object.entries(experiment.plots).map(([name, plot]) => [name, chart(plot, values)] as const);
  const plots = block("div", "live-charts");
  plots.append(...charts.map(([, { element }]) => element));
  const run = button("Run");
  const reset = button("Reset");
  const share = button("Copy link");
  const bar = block("progress", "live-bar") as HTMLProgressElement;
  const status = block("p", "live-status");
  const notes = block("p", "live-notes");
  const spokenStatus = block("p", "unseen");
  spokenStatus.setAttribute("role", "status");
  const actions = block("div", "live-actions");
  actions.append(run, reset, share, bar, status);

  let traces: Traces = {};
  let before: Traces | undefined;
  let running: { readonly since: number; first: number | undefined; waiting: number } | undefined;

  const draw = () => {
    const { settings } = controls.read();
    for (const [name, { element, show }] of charts) {
      const live = traces[name];
      show(
        curvesOf(experiment, name, settings, live, before?.[name]),
        Math.floor(element.getBoundingClientRect().width),
        timeOf(experiment, name, live),
      );
    }
  };
  const say = (text: string, aloud = true) => {
    status.textContent = text;
    if (aloud) spokenStatus.textContent = text;
  };
  const remember = (choice: Choice) => {
    const search = toSearch(choice, experiment);
    history.replaceState(history.state, "", `?${search}#${figure.id}`);
  };

  const controls = controlPanel(
    experiment,
    fromSearch(new URLSearchParams(location.search), experiment),
    () => {
      draw();
      if (running === undefined) say("Press Run to compute with these settings.", false);
    },
  );

  const finish = (text: string) => {
    if (running !== undefined) clearTimeout(running.waiting);
    running = undefined;
    run.textContent = "Run";
    bar.hidden = true;
    say(text);
  };
  const hear = (outcome: Outcome) => {
    if (running === undefined) return;
    if (outcome.kind === "started") {
      notes.textContent = [`Computes with ${backendTitles[outcome.backend]}.`, ...outcome.notes].join(" ");
      say("Preparing …");
    } else if (outcome.kind === "progress") {
      clearTimeout(running.waiting);
      traces = outcome.emissions.reduce(extended, traces);
      const now = performance.now();
      running.first ??= now;
      bar.max = outcome.total;
      bar.value = outcome.done;
      say(progressText(outcome, (now - running.first) / 1000, experiment.advice.slow), false);
      draw();
    } else if (outcome.kind === "finished") {
      finish(`Finished in ${duration((performance.now() - running.since) / 1000)}.`);
    } else if (outcome.kind === "stopped") finish("Stopped.");
    else if (outcome.kind === "diverged") {
      const { diverged } = experiment.advice;
      finish(advised("Diverged: the numbers have left the range of 32-bit floating point.", diverged));
    } else finish(`It could not run: ${outcome.message}.`);
  };
  const start = () => {
    const choice = controls.read();
    before = Object.keys(traces).length > 0 ? traces : before;
    traces = {};
    remember(choice);
    run.textContent = "Stop";
    bar.removeAttribute("value");
    bar.hidden = false;
    say("Loading TensorFlow.js …");
    const waiting = window.setTimeout(() => {
      say("Still preparing; this machine takes its time. The page stays usable, and Stop ends the attempt.");
    }, slow.start * 1000);
    running = { since: performance.now(), first: undefined, waiting };
    draw();
    workers.start(experiment.experiment, choice, hear);
  };

  run.addEventListener("click", () => (running === undefined ? start() : workers.stop()));
  reset.addEventListener("click", () => {
    workers.stop();
    finish("Back at the published settings.");
    [traces, before] = [{}, undefined];
    controls.write(published(experiment));
    notes.textContent = "";
    history.replaceState(history.state, "", `${location.pathname}#${figure.id}`);
    draw();
  });
  share.addEventListener("click", async () => {
    remember(controls.read());
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    say(
      copied
        ? "Copied a link to these settings."
        : "The address of this page now leads to these settings: copy it from there.",
    );
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && running !== undefined) workers.stop();
  });

  // Who sets a control is about to run
  for (const type of ["pointerdown", "focusin"])
    controls.element.addEventListener(type, () =>
      workers.prepare(experiment.experiment, controls.read().backend),
    );

  bar.hidden = true;
  bar.setAttribute("aria-label", "Progress of the run");
  stage.replaceChildren(controls.element, actions, plots, notes, spokenStatus);
  figure.classList.add("live-open");
  new ResizeObserver(draw).observe(plots);
  run.focus({ preventScroll: true });
  if (autostart) start();
  else say("Press Run to compute with these settings.");
}

/** What happened, and what may be done about it. */
function advised(text: string, advice: string | undefined): string {
  return advice === undefined ? text : `${text} ${advice}`;
}

function progressText(
  { done, total }: Extract<Outcome, { kind: "progress" }>,
  seconds: number,
  advice: string | undefined,
): string {
  const share = done / total;
  const percent = `${Math.floor(100 * share)}%`;
  if (seconds < 1.5 || share === 0) return percent;
  const left = (seconds * (1 - share)) / share;
  const text = `${percent}, about ${duration(left)} left.`;
  return left + seconds > slow.run ? advised(`${text} This machine is slow at it.`, advice) : text;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} hours`;
}

function block(name: string, className: string): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

function button(text: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  return element;
}

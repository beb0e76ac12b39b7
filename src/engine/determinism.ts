import { UserError } from "./errors.ts";

/*
 * What a run may not use because its answer differs from run to run. The replacements are installed for the time an
 * experiment's code runs and taken away again, so that the worker's own messages and clocks work in between.
 * TensorFlow.js is held to the same: it asks for `Math.random` exactly where a seed was left out.
 */

type Refusal = {
  readonly owner: object;
  readonly name: string;
  readonly shown: string;
  readonly instead: string;
};

const draw =
  'draw from `random("name")` of the run\'s context; in TensorFlow.js, pass a seed or values drawn so';
const clock = "leave time out of the result; the engine measures how long a run takes";
const waiting = "call the work directly; a run must not depend on when a timer fires";
const network = "declare the file under `data`, and read it with `data(name)`";

const refusals: readonly Refusal[] = [
  { owner: Math, name: "random", shown: "Math.random", instead: draw },
  { owner: globalThis.crypto, name: "getRandomValues", shown: "crypto.getRandomValues", instead: draw },
  { owner: globalThis.crypto, name: "randomUUID", shown: "crypto.randomUUID", instead: draw },
  { owner: Date, name: "now", shown: "Date.now", instead: clock },
  { owner: performance, name: "now", shown: "performance.now", instead: clock },
  { owner: globalThis, name: "setTimeout", shown: "setTimeout", instead: waiting },
  { owner: globalThis, name: "setInterval", shown: "setInterval", instead: waiting },
  { owner: globalThis, name: "fetch", shown: "fetch", instead: network },
];

/** Whether the code that calls now is to be refused; asked each time one of the replacements is called. */
type Applies = () => boolean;

/**
 * Runs `work` while everything that differs from run to run throws a UserError that names what to use instead.
 * `applies` can spare some callers, such as packages that read the clock while they load.
 */
export async function deterministically<T>(
  work: () => T | Promise<T>,
  applies: Applies = () => true,
): Promise<Awaited<T>> {
  const restore = refuseAll(applies);
  try {
    return await work();
  } finally {
    restore();
  }
}

/** The same for work that is done when it returns. */
export function deterministicallyNow<T>(work: () => T): T {
  const restore = refuseAll(() => true);
  try {
    return work();
  } finally {
    restore();
  }
}

let suspended = false;

/** Within deterministic work, lets `work` use everything: for packages that read the clock while they load. */
export function undisturbed<T>(work: () => T): T {
  suspended = true;
  try {
    return work();
  } finally {
    suspended = false;
  }
}

function refuseAll(callerApplies: Applies): () => void {
  const applies = () => !suspended && callerApplies();
  const restore = [...refusals.map((refusal) => refuse(refusal, applies)), refuseDateOfNow(applies)];
  return () => {
    for (const undo of restore) undo();
  };
}

function refuse({ owner, name, shown, instead }: Refusal, applies: Applies): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
  const replacement = (...args: unknown[]) => {
    if (applies()) throw refused(`\`${shown}\``, instead);
    return Reflect.apply(original, owner, args);
  };
  Object.defineProperty(owner, name, { value: replacement, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}

/** `new Date(2014, 1)` is a value; `new Date()` and `Date()` read the clock. */
function refuseDateOfNow(applies: Applies): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct(target, args, newTarget) {
      if (args.length === 0 && applies()) throw refused("`new Date()` without arguments", clock);
      return Reflect.construct(target, args, newTarget) as object;
    },
    apply(target) {
      if (applies()) throw refused("`Date()`", clock);
      return target();
    },
  });
  return () => {
    globalThis.Date = original;
  };
}

function refused(shown: string, instead: string): UserError {
  return new UserError({
    what: `${shown} was called by an experiment, whose result must not differ from one run to the next`,
    fix: `Instead, ${instead}.`,
  });
}

/**
 * Loaded before a command (`node --import`): folders list their files in another order, and it is another day. No byte of
 * what the command makes may depend on either.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** @param {unknown} names */
const backwards = (names) => (Array.isArray(names) ? [...names].reverse() : names);

/**
 * @param {object} owner
 * @param {string} name of a function that returns names, promises them, or gives them to a callback
 */
function reverse(owner, name) {
  const original = Reflect.get(owner, name);
  /** @param {unknown[]} args */
  const replacement = (...args) => {
    const done = args.at(-1);
    if (typeof done === "function") {
      args[args.length - 1] = (/** @type {unknown} */ error, /** @type {unknown} */ names) =>
        done(error, backwards(names));
    }
    const result = Reflect.apply(original, owner, args);
    return result instanceof Promise ? result.then(backwards) : backwards(result);
  };
  Object.defineProperty(owner, name, { value: replacement, configurable: true, writable: true });
}

for (const name of ["readdirSync", "readdir", "globSync"]) reverse(fs, name);
reverse(fs.promises, "readdir");
syncBuiltinESMExports();

const shift = 400 * 24 * 3600 * 1000;
const now = Date.now.bind(Date);
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now() + shift] : args, newTarget),
  get: (target, name, receiver) =>
    name === "now" ? () => now() + shift : Reflect.get(target, name, receiver),
});

import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";

export interface ArtifactOrigin {
  /** The figure's file, relative to the project root. */
  readonly file: string;
  /** Id of the experiment whose artifact is read. */
  readonly experiment: string;
}

/** Keys that libraries and the language look for on any object; absent means absent. */
const probed = new Set(["toJSON", "then", "constructor", "inspect", "nodeType", "$$typeof"]);

const child = (path: string, key: string, isArray: boolean): string => {
  if (isArray) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
};

/**
 * A read-only view of an artifact in which reading a key or index that is not there throws a `UserError` naming the
 * figure's file, the experiment, the path, and what there is instead. `"key" in view` asks without throwing.
 */
export function strictView<T>(artifact: T, origin: ArtifactOrigin): T {
  const views = new WeakMap<object, object>();

  const missing = (target: object, path: string, key: string): UserError => {
    const where = `${origin.file}`;
    if (Array.isArray(target)) {
      return new UserError({
        what: `the artifact of "${origin.experiment}" has no ${child(path, key, /^-?\d+$/.test(key))}: it is a list of length ${target.length}`,
        where,
        fix: "Read an index below its length.",
      });
    }
    return new UserError({
      what: `the artifact of "${origin.experiment}" has no field ${child(path, key, false)}`,
      where,
      fix: suggestion(key, Object.keys(target)),
    });
  };

  const refuse = (path: string) => (): never => {
    throw new UserError({
      what: `the artifact of "${origin.experiment}" is read-only, and ${path === "" ? "it" : path} was written to`,
      where: origin.file,
      fix: "Copy the value before changing it: [...list], { ...object }.",
    });
  };

  const view = (value: unknown, path: string): unknown => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    const known = views.get(value);
    if (known) return known;
    const isArray = Array.isArray(value);
    // A proxy must return frozen properties unchanged, so frozen values are copied first.
    const target: object = Object.isFrozen(value) ? (isArray ? [...value] : { ...value }) : value;
    const proxy = new Proxy(target, {
      get(object, key) {
        const found: unknown = Reflect.get(object, key);
        if (typeof key === "symbol") return found;
        if (found === undefined && !Object.hasOwn(object, key)) {
          if (probed.has(key) || key in object) return found;
          throw missing(object, path, key);
        }
        return typeof found === "object" ? view(found, child(path, key, isArray)) : found;
      },
      set: refuse(path),
      deleteProperty: refuse(path),
      defineProperty: refuse(path),
      setPrototypeOf: refuse(path),
    });
    views.set(value, proxy);
    return proxy;
  };

  return view(artifact, "") as T;
}

/** One difference between two fingerprints' fields; `undefined` where the field is absent. */
export interface FieldChange {
  /** Such as `input.tosses`, `packages[zod].version`, `data.labels.sha256`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The differences between two values of JSON, field by field; elements that have a name are matched by it. */
export function fieldChanges(before: unknown, after: unknown, path = ""): readonly FieldChange[] {
  const [left, right] = [members(before), members(after)];
  if (left === undefined || right === undefined || left.list !== right.list) {
    return Object.is(before, after) ? [] : [{ path, before, after }];
  }
  const names = [...new Set([...left.values.keys(), ...right.values.keys()])];
  return names.flatMap((name) => {
    const inner = left.list ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    return fieldChanges(left.values.get(name), right.values.get(name), inner);
  });
}

interface Members {
  readonly list: boolean;
  readonly values: ReadonlyMap<string, unknown>;
}

function members(value: unknown): Members | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return { list: false, values: new Map(Object.entries(value)) };
  const named = value.map((element: unknown, index) => [nameOf(element) ?? String(index), element] as const);
  const values = new Map(named);
  // Two elements of one name, such as two versions of a package, are told apart by their place
  if (values.size < named.length) return { list: true, values: new Map(value.map((v, i) => [String(i), v])) };
  return { list: true, values };
}

function nameOf(element: unknown): string | undefined {
  const named = typeof element === "object" && element !== null && "name" in element;
  return named && typeof element.name === "string" ? element.name : undefined;
}

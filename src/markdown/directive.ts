import type { ElementContent, Properties } from "hast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import type { PaperContext } from "./context.ts";

/** The attributes given, by name; any that is none of `allowed` is reported. */
export function attributesOf<Name extends string>(
  node: TextDirective | ContainerDirective,
  allowed: readonly Name[],
  context: PaperContext,
): Readonly<Partial<Record<Name, string>>> {
  const given: Partial<Record<Name, string>> = {};
  for (const [key, text] of Object.entries(node.attributes ?? {})) {
    const name = allowed.find((candidate) => candidate === key);
    if (name !== undefined) given[name] = text ?? "";
    else {
      const takes = allowed.length === 0 ? "It takes none." : `It takes: ${allowed.join(", ")}.`;
      context.problems.report(node, `“:${node.name}” has no attribute “${key}”`, takes);
    }
  }
  return given;
}

/** Makes a directive render as this element, around its own children unless others are given. */
export function become(
  node: TextDirective | ContainerDirective,
  tagName: string,
  properties: Properties,
  children?: readonly ElementContent[],
): void {
  // Fields that remark-rehype reads, and that the node's own type does not list.
  const data = { hName: tagName, hProperties: properties };
  Object.assign(node, { data: children === undefined ? data : { ...data, hChildren: [...children] } });
}

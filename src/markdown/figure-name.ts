import { UserError } from "../engine/errors.ts";
import { idPattern } from "../engine/fields.ts";

const longest = 100;

/**
 * The id of the figure in a file of this name; undefined for what is no module.
 *
 * @param folder of the figures, relative to the project root
 * @throws UserError for a module whose name cannot be an id
 */
export function figureIdOf(name: string, folder: string): string | undefined {
  if (!name.endsWith(".ts")) return undefined;
  const id = name.slice(0, -3);
  if (idPattern.test(id) && id.length <= longest) return id;
  throw new UserError({
    what: `“${id}” cannot be the name of a figure`,
    where: `${folder}/${name}`,
    fix: `Name the file with lower-case words joined by hyphens, such as learning-curves.ts, at most ${longest} characters. Helpers of figures live in lib/ beside the folder.`,
  });
}

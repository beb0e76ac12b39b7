import { realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { AnyExperiment, DataSource } from "./define.ts";
import { UserError } from "./errors.ts";

/**
 * The path of a file declared under an experiment's `data`.
 *
 * @throws UserError when it is not there, or lies outside of the package or of the experiment's folder
 */
export function dataFile(
  root: string,
  id: string,
  experiment: Pick<AnyExperiment, "data">,
  name: string,
): string {
  const source = experiment.data?.[name];
  const where = `experiments/${id}/experiment.ts: data.${name}`;
  if (source === undefined) {
    const names = Object.keys(experiment.data ?? {});
    throw new UserError({
      what: `there is no data of the name \`${name}\``,
      where: `experiments/${id}/experiment.ts: data`,
      fix:
        names.length > 0
          ? `Declared are ${names.join(", ")}.`
          : 'Declare it: `data: { name: localFile("…") }`.',
    });
  }
  const folder = join(
    root,
    source.kind === "package" ? `node_modules/${source.package}` : `experiments/${id}`,
  );
  const file = join(folder, source.file);
  if (!isInside(folder, file)) {
    throw new UserError({
      what: `\`${source.file}\` leads out of ${place(source, id)}`,
      where,
      fix: "Name a file inside it.",
    });
  }
  try {
    return realpathSync(file);
  } catch (cause) {
    throw new UserError({
      what: `there is no file \`${source.file}\` in ${place(source, id)}`,
      where,
      fix:
        source.kind === "package" ? "Mend the name, or add the package: `npm install …`." : "Mend the name.",
      cause,
    });
  }
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== "" && !path.startsWith("..") && dirname(path) !== "..";
}

function place(source: DataSource, id: string): string {
  return source.kind === "package" ? `the package \`${source.package}\`` : `experiments/${id}`;
}

import { existsSync, lstatSync, readdirSync, realpathSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "./engine/errors.ts";
import { errorCode } from "./engine/files.ts";
import { isAlive } from "./native/process-lock.mjs";

/**
 * Puts a complete folder in the place of another one, which is as it was until then, and after a failure. Where one
 * step cannot do it, all that can fail for want of space or rights is done first:
 *
 * - on one file system, two renames;
 * - on two, a copy beside the target, then two renames;
 * - a target that is a mount point cannot be renamed: a copy in it, then a rename for each entry of both.
 *
 * @param source is gone afterwards, or what is left of it is for the caller to remove
 * @param workshop folder for what is set aside, on the file system of `source`; see `recoverFolder`
 */
export async function replaceFolder(source: string, target: string, workshop: string): Promise<void> {
  const place = realPlace(target);
  await mkdir(dirname(place), { recursive: true });
  try {
    await exchange(source, place, join(workshop, setAside(place)));
  } catch (error) {
    const code = errorCode(error);
    if (code === "EXDEV") await exchangeCopy(source, place);
    else if (code === "EBUSY") await exchangeEntries(source, place);
    else throw error;
  }
}

/**
 * Puts back what a process that was killed between two renames had set aside, and removes what else it left. To be
 * called before the folder is made anew, which may fail.
 */
export async function recoverFolder(target: string, workshop: string): Promise<void> {
  const place = realPlace(target);
  const [own] = setAside(place).split(".");
  const beside = dirname(place);
  for (const folder of new Set([workshop, beside])) {
    for (const name of await readdir(folder).catch(() => [])) {
      const [, prefix, process, kind] = /^(\.?[^.]*)\.(\d+)\.(old|new)$/.exec(name) ?? [];
      if (prefix === undefined || isAlive(Number(process))) continue;
      const mine = prefix.replace(/^\./, "") === own;
      if (mine && kind === "old" && !existsSync(place)) await rename(join(folder, name), place);
      else if (folder === workshop || mine) await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** A file that every site has, by which a folder is known as one. */
const markOfSite = "index.html";

/** The folder itself, if the target is a link to it: an empty one, or one that holds a site and nothing dearer. */
function realPlace(target: string): string {
  const isLink = lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!isLink) return target;
  try {
    const place = realpathSync(target);
    if (existsSync(join(place, markOfSite)) || readdirSync(place).length === 0) return place;
    throw new UserError({
      what: `it is a symbolic link to ${place}, which holds something else than a site, and would be lost`,
      where: target,
      fix: "Remove the link, or let it lead to an empty folder.",
    });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError({
      what: "it is a symbolic link to a place that does not exist",
      where: target,
      fix: "Make the folder that it leads to, or remove the link.",
      cause,
    });
  }
}

/** Name for what was at this place, with the process that moves it. */
function setAside(place: string): string {
  return `${basename(place).replaceAll(".", "-")}.${process.pid}.old`;
}

async function exchange(source: string, target: string, aside: string): Promise<void> {
  const replaced = existsSync(target);
  if (replaced) await rename(target, aside);
  try {
    await rename(source, target);
  } catch (error) {
    if (replaced) await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

async function exchangeCopy(source: string, target: string): Promise<void> {
  const aside = join(dirname(target), `.${setAside(target)}`);
  const copy = aside.replace(/old$/, "new");
  try {
    await cp(source, copy, { recursive: true });
    await exchange(copy, target, aside).catch((error: unknown) => {
      if (errorCode(error) !== "EBUSY") throw error;
      return exchangeEntries(source, target);
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What a file system keeps in its own root. */
const keptEntries = ["lost+found"];

async function exchangeEntries(source: string, target: string): Promise<void> {
  const old = join(target, `.${setAside(target)}`);
  const copy = old.replace(/old$/, "new");
  const own = [basename(old), basename(copy), ...keptEntries];
  const moved: { readonly from: string; readonly to: string }[] = [];
  const move = async (from: string, to: string) => {
    await rename(from, to);
    moved.push({ from, to });
  };
  try {
    await cp(source, copy, { recursive: true });
    await mkdir(old);
    for (const name of await readdir(target)) {
      if (!own.includes(name)) await move(join(target, name), join(old, name));
    }
    for (const name of await readdir(copy)) await move(join(copy, name), join(target, name));
  } catch (error) {
    for (const { from, to } of moved.reverse()) await rename(to, from);
    throw error;
  } finally {
    await rm(old, { recursive: true, force: true });
    await rm(copy, { recursive: true, force: true });
  }
}

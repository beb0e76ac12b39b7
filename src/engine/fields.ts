/** Fields that files, messages and addresses have in common. */
import { z } from "zod";

/** What ids are made of: they become file names, addresses and anchors, wherever the site is put. */
export const idPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The id of an experiment, a claim or a paper. */
export const idSchema = z.string().regex(idPattern, "expected lower-case words joined by hyphens");

/** A SHA-256 in hexadecimal. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hexadecimal");

import { defineCollection } from "astro:content";
import { z } from "zod";
import { papers } from "./markdown/loader.ts";
import type { Paper } from "./markdown/paper.ts";

/** Astro's name for what is read from `content/`. */
export const collections = {
  papers: defineCollection({
    loader: papers(),
    // The processor has checked the frontmatter, with line numbers; here it gets its type.
    schema: z.custom<Paper>((value) => typeof value === "object" && value !== null),
  }),
};

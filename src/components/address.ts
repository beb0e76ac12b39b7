/** Where the site starts, with a slash at the end, whichever way `base` is written in astro.config.mjs. */
export const base: string = import.meta.env.BASE_URL.replace(/\/?$/, "/");

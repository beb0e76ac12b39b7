// The site's configuration. Reprise needs nothing here but `paper()`; what you may want to set is below it.
// Every option: https://docs.astro.build/en/reference/configuration-reference/
import { defineConfig } from "astro/config";
import { paper } from "reprise/integration";

export default defineConfig({
  integrations: [paper()],

  // Where the site will be published, for canonical links, the feed, the sitemap, and pictures of papers that are shared:
  // site: "https://example.org",

  // The folder it is published under, where that is not the root of the site:
  // base: "/my-paper/",
});

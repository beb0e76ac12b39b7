/**
 * What an article's page runs in the reader's browser, all of it optional: the page is complete without.
 * Anything large is imported when the reader first asks for it.
 */
import { liveExperiments } from "./live-start.ts";

liveExperiments();

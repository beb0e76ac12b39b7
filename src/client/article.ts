/**
 * What an article's page runs in the reader's browser, all of it optional: the page is complete without.
 * Anything large is imported when the reader first asks for it.
 */
import { contents } from "./contents.ts";
import { drawings } from "./drawings.ts";
import { evidence } from "./evidence.ts";
import { explorableFigures } from "./explore-start.ts";
import { figureData } from "./figure-data.ts";
import { liveExperiments } from "./live-start.ts";
import { previews } from "./previews.ts";

contents();
drawings();
evidence();
figureData();
explorableFigures();
liveExperiments();
previews();

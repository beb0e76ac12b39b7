/** What a page's head runs before anything is drawn. */
import { beginArrival } from "./arrival.ts";
import { themes } from "./theme.ts";

beginArrival();
themes();

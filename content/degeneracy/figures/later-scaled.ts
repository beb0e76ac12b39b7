import { laterFigure } from "../lib/later-figure.ts";

export default laterFigure(["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"]);

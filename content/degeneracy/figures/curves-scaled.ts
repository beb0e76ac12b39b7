import { curvesFigure } from "../lib/curves-figure.ts";

export default curvesFigure(["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"]);

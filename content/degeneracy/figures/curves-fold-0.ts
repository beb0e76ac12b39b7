import { curvesFigure } from "../lib/curves-figure.ts";

export default curvesFigure(["fold-0"]);

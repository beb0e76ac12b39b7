import { type CodePage, codePages } from "../code/code-pages.ts";
import { readLock } from "../engine/lock.ts";
import { readResults } from "../engine/results.ts";
import type { Paper } from "../markdown/paper.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import { type ListedClaim, listedClaims } from "./claims.ts";
import { type FigurePage, figurePages } from "./figure-pages.ts";
import { repositoryOf } from "./repository.ts";
import { type ArtifactSource, artifactSources } from "./source.ts";

/** What the pages beside the articles are made of. */
export interface SiteData {
  codePages(): Promise<readonly CodePage[]>;
  figurePages(): readonly FigurePage[];
  reproducibilityPages(): readonly ReproducibilityPage[];
}

export interface ReproducibilityPage {
  readonly paper: Paper;
  /** Of each experiment that the paper draws on. */
  readonly sources: readonly ArtifactSource[];
  readonly claims: readonly ListedClaim[];
  /** Where the project can be cloned from, if its `package.json` says so. */
  readonly repository: string | undefined;
}

export interface SiteDataOf {
  readonly root: string;
  readonly preset: string;
  readonly papers: ReadonlyMap<string, RenderedPaper>;
}

/** Reads results and lock anew at each call, since both change while a preview runs. */
export function siteData({ root, preset, papers }: SiteDataOf): SiteData {
  const code = () => ({ root, results: readResults(root, preset), papers });
  const sources = () => artifactSources({ ...code(), lock: readLock(root) });
  return {
    codePages: () => codePages(code()),
    figurePages() {
      const known = sources();
      return [...papers.values()].flatMap((rendered) => figurePages(rendered, known));
    },
    reproducibilityPages() {
      const known = sources();
      return Array.from(papers.values(), (rendered) => ({
        paper: rendered.paper,
        sources: rendered.paper.experiments.flatMap(({ id }) => known.get(id) ?? []),
        claims: listedClaims(rendered),
        repository: repositoryOf(root),
      }));
    },
  };
}

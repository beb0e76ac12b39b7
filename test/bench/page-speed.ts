/**
 * How fast an article is for readers, by Lighthouse's own measure: `npm test -- budgets`, or
 * `REPRISE_TEST_SITE=dist node test/bench/page-speed.ts`.
 *
 * Lighthouse simulates a slow network and a slow processor, from how long this machine took: a busy one costs points
 * that the page does not. So the scores are printed, the median of three runs, and none of them is a reason to fail; audits
 * of how the page is made, which do not depend on time, are.
 */
import { pageKinds, siteFolder } from "../browser/built-site.ts";
import { lighthouseScores, type Scores } from "../browser/lighthouse.ts";
import { serveCompressed } from "../browser/static-host.ts";

const runs = 3;
const host = await serveCompressed(siteFolder);
const { article = "" } = pageKinds();
try {
  for (const device of ["phone", "desktop"] as const) {
    const results: Scores[] = [];
    for (let run = 0; run < runs; run++)
      results.push(await lighthouseScores(host.url + article, device, { categories: ["performance"] }));
    const scoreOf = ({ scores }: Scores) => scores.performance ?? 0;
    results.sort((a, b) => scoreOf(a) - scoreOf(b));
    const median = results[Math.floor(runs / 2)];
    if (median === undefined) throw new Error("no run");
    console.log(`  performance on a ${device}: ${scoreOf(median)} (of ${results.map(scoreOf).join(", ")})`);
    for (const metric of median.metrics) console.log(`    ${metric}`);
    for (const fault of median.made) console.log(`    fails: ${fault}`);
    if (median.made.length > 0) process.exitCode = 1;
  }
} finally {
  await host.close();
}

import type { ArtifactRecord, RunProvenance } from "../engine/results.ts";

/** What is published of an artifact's origin: nothing that another machine, or a later build, would say otherwise. */
export type PublishedRecord = Omit<ArtifactRecord, "provenance"> & {
  readonly provenance: Omit<ArtifactRecord["provenance"], "runs"> & {
    readonly runs: readonly Omit<RunProvenance, "seconds">[];
  };
};

/**
 * The record without the times of this machine, which the lock has of the computation that was committed, and with the
 * commit that the site is made at: that of the record is whichever one the artifact happened to be assembled at here.
 */
function publishedRecord(record: ArtifactRecord, commit: string | null): PublishedRecord {
  const { provenance } = record;
  const runs = provenance.runs.map(({ key, fingerprint, hash }) => ({ key, fingerprint, hash }));
  return { ...record, provenance: { ...provenance, runs, commit } };
}

/** The text of `artifacts/<id>.provenance.json`. */
export function provenanceDocument(record: ArtifactRecord, commit: string | null): string {
  return `${JSON.stringify(publishedRecord(record, commit), null, 2)}\n`;
}

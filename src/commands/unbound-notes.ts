import { unboundNotes } from "../markdown/unbound-notes.ts";
import type { Session } from "./session.ts";

/** Tells of numbers in the prose that look like results and are typed: a note for each, and last what to do. */
export async function reportUnbound(session: Session): Promise<void> {
  for (const message of await unboundNotes(session.root)) {
    session.say(`note: ${message}`);
    session.tell({ type: "note", message });
  }
}

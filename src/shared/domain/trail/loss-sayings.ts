// Sentences of what is gone: by a fault, or by its time.
import type { Sayings } from "./saying.js";

/** What was lost or found wanting. All of these are written as failures by the unit itself. */
export const lost: Sayings<"losses"> = {
  "reads.not-recorded": {
    name: "Reads not recorded",
    did: (of) => `could not record ${of.count("reads", "read")} with ${of.count("hits", "hit")}`,
    failed: (of) =>
      `could NOT record ${of.count("reads", "read")} with ${of.count("hits", "hit")}${of.at(", captured from ", "from")}${of.at(" to ", "to")}`,
  },
  "search.gaps": {
    name: "Reads not found by searches",
    did: (of) => `found ${of.count("reads", "read")} that searches missed`,
    failed: (of) =>
      `found ${of.count("reads", "read")} that searches missed, and makes them searchable again`,
  },
  "chain.tail-lost": {
    name: "End of the chain lost",
    did: () => "found the end of the chain lost",
    failed: (of) =>
      `found that the end of the chain is LOST${of.with(": link ", "witnessedSeq", " was witnessed")}${of.with(", the database ends at ", "foundSeq")}`,
  },
  "chain.witness-missing": {
    name: "Witness missing",
    did: () => "found no witness of the chain",
    failed: () => "found NO WITNESS of the chain: the database may be an older copy of itself",
  },
  "store.database-missing": {
    name: "Database missing",
    did: () => "found the database gone",
    failed: () => "found the DATABASE GONE, with keys of an earlier time left",
  },
  "store.set-aside": {
    name: "Database set aside",
    did: (of) => `set the database aside${of.with(": ", "reason")}`,
    failed: (of) => `set the DAMAGED DATABASE aside and began a new one${of.with(": ", "reason")}`,
  },
  "store.salvaged": {
    name: "Messages salvaged",
    did: (of) => `took ${of.count("messages", "message")} over from a database that was set aside`,
  },
  "keys.signing-replaced": {
    name: "Signing key replaced",
    did: () => "made a new signing key",
    failed: () => "found the SIGNING KEY missing or damaged and made a new one",
  },
  "pictures.key-lost": {
    name: "Key of pictures lost",
    did: () => "found a key of pictures lost",
    failed: (of) =>
      `found ${of.count("vaults", "KEY")} of pictures LOST: they cannot be opened any more${of.with(": ", "of")}`,
  },
  "pictures.without-record": {
    name: "Pictures without record",
    did: () => "found pictures without a record",
    failed: (of) => `found ${of.count("pictures", "picture")} whose records are GONE, and set them aside`,
  },
};

/** What was deleted because its time was over, or for room. */
export const deletion: Sayings<"deletion"> = {
  "retention.purge": {
    name: "Deletion by time",
    did: (of) =>
      `deleted what was past its time: ${of.count("reads", "read")}, ${of.count("audit", "line of the trail", "lines of the trail")}, ${of.count("keys", "key")}`,
  },
  "retention.dispose": {
    name: "Deletion at the centre",
    did: (of) =>
      `deleted ${of.count("records", "record")}${of.with(" of ", "class")}${of.with(", of ", "day")}, ${of.count("pictures", "picture")}; ${of.of("held") || "0"} held`,
  },
  "retention.set-aside-removed": {
    name: "Old database deleted",
    did: () => "deleted a database that had been set aside, as its time was over",
  },
  "retention.export-removed": {
    name: "Old package deleted",
    did: (of) =>
      `deleted the package${of.object === "" ? "" : ` ${of.object}`}, none of whose reads are kept any more`,
  },
  "space.pictures-removed": {
    name: "Pictures deleted for room",
    did: (of) => `deleted ${of.count("pictures", "picture")} to make room on the disk`,
  },
};

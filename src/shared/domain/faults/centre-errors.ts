/** Faults of the department's centre, as in the table of all errors. */
export const centreErrors = {
  DATABASE_DOWN: {
    text: "the archive's PostgreSQL cannot be used",
    hint: "check that it runs (systemctl status tagwatch-centre-postgres) and its disk; units keep everything until it answers",
  },
  PICTURES_UNWRITABLE: {
    text: "the centre cannot write pictures",
    hint: "free or enlarge the disk below the centre's folder; reads, hits and verdicts are kept meanwhile, pictures wait with the units",
  },
  RECEIPTS_UNWRITTEN: {
    text: "the centre cannot write down which receipts it sends",
    hint: "free or enlarge the disk of the folder receipts; what is receipted meanwhile is in the database, and is not named after a restore",
  },
  RECEIPTS_UNCOVERED: {
    text: "the archive does not have all that it receipted",
    hint: "have the units send it again: tagwatch-centre verify --ask-again, and verify again some minutes later",
  },
  KEEP_FAILED: {
    text: "the centre could not copy what is held, or delete what is over",
    hint: "the text says what failed; nothing is deleted until it works again",
  },
  UNIT_BOUND: {
    text: "a unit sends more of what cannot be kept than the centre takes of one unit",
    hint: "look at messages_refused for this unit, and at its version; units keep what is refused",
  },
  CENTRE_DEAF: {
    text: "the centre hears none of its units: no collector is at the broker, or none reaches the archive",
    hint: "see whether the broker and the collector run (systemctl status 'tagwatch-centre*'), and their faults; units keep everything, and none is called silent meanwhile",
  },
  UNIT_SILENT: {
    text: "a unit on duty is not heard",
    hint: "ask its crew, or see whether it has power and a network; what it took waits on it. A unit that is off duty ends its tour, or is stopped",
  },
  SCHEMA_OTHER: {
    text: "the archive's schema is of another version",
    hint: "bring it to this version: tagwatch-centre migrate",
  },
  COLLECTOR_DOWN: {
    text: "the collector is not connected to the broker",
    hint: "check that the broker runs (systemctl status tagwatch-centre-broker) and broker in the configuration; units keep everything",
  },
  CENTRE_EXISTS: {
    text: "a centre lies there already",
    hint: "name another folder; nothing was changed",
  },
  CENTRE_TOOL: {
    text: "a program that the centre needs failed",
    hint: "install postgresql, mosquitto and openssl, and see its words above",
  },
} as const satisfies Record<string, { readonly text: string; readonly hint: string }>;

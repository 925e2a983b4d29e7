import type { SaidRefusal } from "../said/refusals.js";
import { cameraErrors } from "./camera-errors.js";
import { centreErrors } from "./centre-errors.js";
import { computerErrors } from "./computer-errors.js";

/** Every fault the program can name: its code, what it means, and what the operator should do. `docs/operator/errors.md` is made from this table. */
export const errorTable = {
  CONFIG_INVALID: {
    text: "the configuration has faults",
    hint: "mend the lines named above; `tagwatch check FILE` lists all of them",
  },
  CONFIG_UNREADABLE: {
    text: "the configuration file cannot be read",
    hint: "check the path and its permissions",
  },
  MODEL_MISSING: {
    text: "a model file is missing",
    hint: "reinstall, or set vision.models to the folder with manifest.json",
  },
  MODEL_HASH: {
    text: "a model file is not the one the manifest names",
    hint: "reinstall the models; never edit them by hand",
  },
  MODEL_MANIFEST: {
    text: "models/manifest.json is not valid",
    hint: "write it with the exporter of models/training",
  },
  ...cameraErrors,
  PICTURE_UNREADABLE: {
    text: "the picture cannot be read",
    hint: "check that the file is a whole JPEG, PNG or WebP",
  },
  INPUT_MISSING: { text: "the file does not exist", hint: "check the path" },
  VISION_DOWN: {
    text: "the vision process is not running",
    hint: "see the journal for its last words; it is restarted by itself",
  },
  GPS_LOST: {
    text: "no position from the GPS receiver",
    hint: "check the antenna, the cable and gps in the configuration",
  },
  CLOCK_UNSET: {
    text: "the clock cannot be trusted",
    hint: "wait for GPS or network time; reads are marked until then",
  },
  CLOCK_CONFLICT: {
    text: "the unit's clocks contradict each other",
    hint: "see who disagrees with whom; set the system clock (chrony with network time or gpsd), or replace the receiver. Reads are marked with both times until then",
  },
  GPS_TIME: {
    text: "the GPS receiver tells a wrong date",
    hint: "update or replace the receiver (its count of weeks has rolled over); its place is used, its time is not",
  },
  GPS_JUMP: {
    text: "the GPS position jumped further than a vehicle can drive",
    hint: "check antenna and receiver, and think of a disturbed signal; the new place counts once it has persisted for half a minute",
  },
  CLOCK_STEP: {
    text: "the system clock jumped",
    hint: "find what set it (network time, a flat battery, a person); nothing is deleted by it, reads are kept",
  },
  PURGE_MANY: {
    text: "far more than a week's reads are deleted within a week",
    hint: "if they are needed, set the span longer again (keep in the centre's configuration, store.retention in a unit's) and restart, or hold what a case needs",
  },
  PURGE_WAITS: {
    text: "nothing is deleted, because nobody vouches for the time",
    hint: "mend GPS or network time, or compare the clock with a good watch and run: tagwatch time confirm",
  },
  BROKER_DOWN: {
    text: "the MQTT broker cannot be reached",
    hint: "check the network, upload.url and the certificate; reads wait on the unit",
  },
  BROKER_REFUSED: {
    text: "the MQTT broker refused us",
    hint: "check the credentials and the broker's access rules",
  },
  NOBODY_SUBSCRIBED: {
    text: "the broker has nobody to pass messages to",
    hint: "check that the receiving service runs and is subscribed to the topic with a persistent session; the messages stay on the unit until then",
  },
  BROKER_NO_RETAIN: {
    text: "the MQTT broker keeps no retained messages",
    hint: "allow them on the broker (mosquitto: retain_available true); reads and hits are delivered all the same, but who connects later does not see this unit's status until the next one is sent",
  },
  UNIT_ID_TWICE: {
    text: "two units have the same id",
    hint: "give every unit its own unit.id; until then both deliver by turns and late",
  },
  AGAIN_GONE: {
    text: "the receiving service asked again for messages of which nothing is left on the unit",
    hint: "their time was over, or they were never stored; the text says how many. Nothing can bring them back from this unit",
  },
  RECEIVER_SILENT: {
    text: "the receiving service sends no receipts",
    hint: "check that it runs and may publish to the unit's receipts topic; until it answers one message is sent now and then",
  },
  OUTBOX_PARKED: {
    text: "the broker refuses a message for good",
    hint: "see `tagwatch evidence outbox`; mend the rule on the broker, then release it",
  },
  OUTBOX_WRITE: {
    text: "what became of sent messages cannot be written down",
    hint: "make space on the disk; alerts still go out, nothing is lost, and some messages may be sent twice",
  },
  HOTLIST_STALE: {
    text: "a hotlist is older than allowed",
    hint: "bring a fresh file; the last good list stays in force",
  },
  HOTLIST_REFUSED: {
    text: "a new hotlist was refused",
    hint: "see the reason; nothing was changed: `tagwatch hotlist status` says what is in force",
  },
  HOTLIST_BUSY: {
    text: "another import of the same source is running",
    hint: "wait until it is over and try again",
  },
  HOTLIST_MISSING: {
    text: "no list of a source is in force: its plates pass without an alert",
    hint: "import a full list: tagwatch hotlist import; it needs no --force, whatever lies there",
  },
  HOTLIST_DELIVERY: {
    text: "the lists of a source cannot come by the way that is set",
    hint: "see the reason: owner and mode of the drop folder, names of the files in it, or the disk",
  },
  HOTLIST_STATE: {
    text: "a file about the hotlists was damaged and set aside",
    hint: "see HOTLIST_MISSING for whether a list is in force; keep FILE.damaged, and check the disk if it comes back",
  },
  HOTLIST_REJECTS: {
    text: "rows of a hotlist were rejected, more than usual or for a new reason",
    hint: "the others are in force; see the reasons and `tagwatch hotlist status`, and ask the source for a whole list",
  },
  HOTLIST_WORDS: {
    text: "a hotlist uses words the unit does not know",
    hint: "its plates are in force and the words are shown as written; name categories in the template of the source",
  },
  DB_NEWER: {
    text: "the database was written by a newer version",
    hint: "install that version or set the database aside",
  },
  DB_CORRUPT: {
    text: "the database was damaged and set aside",
    hint: "keep the set-aside files for recovery; a fresh one is in use",
  },
  EVIDENCE_LOST: {
    text: "a file that proves the evidence whole is missing",
    hint: "find out who touched the store; run `tagwatch evidence verify --head` with a head kept off the unit",
  },
  DB_KEY: {
    text: "the key does not open the database",
    hint: "give the key the unit was set up with; nothing was changed",
  },
  STORE_CLOSED: {
    text: "the store cannot be opened; reads and alerts go on and nothing is recorded",
    hint: "mend what is named; the daemon tries again every minute and then starts anew by itself",
  },
  STORE_LOCK: {
    text: "the lock of the store cannot be used",
    hint: "check the owner and the mode of the folder, and that its disk is not read-only",
  },
  STORE_BUSY: {
    text: "another process works on the store",
    hint: "one daemon a store; end the process named, or wait for it (systemctl status tagwatch shows the service)",
  },
  RECORD_UNREADABLE: {
    text: "records of the database cannot be read and are left out",
    hint: "run `tagwatch evidence verify`, which names what is wrong with them; everything else goes on",
  },
  SEARCH_GAPS: {
    text: "searches missed reads that are on the unit",
    hint: "they are made searchable again by themselves; repeat searches made before, and find out who touched the store",
  },
  EVIDENCE_WRITE: {
    text: "evidence cannot be written",
    hint: "check the disk; alerts go on, marked not recorded",
  },
  ...computerErrors,
  DISK_FLOOR: { text: "little space is left for evidence", hint: "restore the uplink or enlarge the disk" },
  AUDIT_WRITE: { text: "the audit trail cannot be written", hint: "check the disk at once (CJIS AU-5)" },
  UPLINK_FILES: {
    text: "a file that the uplink needs cannot be used, so the uplink is off",
    hint: "mend the file named (upload.ca, certificate, key, password); it is read again at every attempt",
  },
  PLATES_FILE: {
    text: "what is known of plates beforehand (confusable characters, whose plates pass here, serial formats) cannot be used",
    hint: "mend hotlist.plates or leave it out; until then the shipped tables, or none, are used",
  },
  CONSOLE_FILES: {
    text: "a file that the console needs cannot be used, so the console is off",
    hint: "mend console.tls.certificate or console.tls.key; they are read again within a minute",
  },
  CONSOLE_LISTEN: {
    text: "the console cannot listen",
    hint: "check console.host, console.port and console.tls; another program may hold the port",
  },
  CONSOLE_MAP: {
    text: "the map file cannot be used; maps show county lines and own reads instead",
    hint: "mend console.map, or leave it out (docs/operator/console.md, Map); it is read again when a map is opened",
  },
  USERS_FILE: {
    text: "the file of users cannot be used",
    hint: "it must be owned by the daemon with mode 600; write it only with `tagwatch user`",
  },
  FACTOR_KEYS_FILE: {
    text: "the file of security keys cannot be used, so everybody enters codes",
    hint: "it must be owned by the daemon (at a centre, by the site) with mode 600; put a copy of factor-keys.json back, or remove it: then people add their keys anew",
  },
  TOKENS_FILE: {
    text: "the file of tokens cannot be used, so no program is let in",
    hint: "it must be owned by the daemon with mode 600; write it only with `tagwatch token`",
  },
  FIPS_REQUIRED: {
    text: "FIPS cryptography is required but not active",
    hint: "start Node with a FIPS provider or turn security.requireFips off",
  },
  SEARCH_BUSY: {
    text: "too many searches at once",
    hint: "wait some seconds and search again",
  },
  ...centreErrors,
  CERTIFICATE_ENDS: {
    text: "the unit's certificate ends soon and could not be renewed",
    hint: "check the network and the centre's site; it is tried every hour. After its end: tagwatch enrol with a new code",
  },
  ENROLMENT_DAMAGED: {
    text: "a file of the unit's enrolment is missing or damaged",
    hint: "ask the centre for a new code (tagwatch-centre unit revoke NAME, then unit add NAME) and run tagwatch enrol CODE; until then nothing is renewed",
  },
  ENROL_REFUSED: {
    text: "the centre did not enrol this unit",
    hint: "ask for a new code: tagwatch-centre unit add NAME. A code counts once and for 24 hours",
  },
  DAMAGE_REPORTED: {
    text: "a person reported damage to the equipment",
    hint: "read the report on the unit's page, have it repaired, and say there that it is",
  },
  SELF_TEST_FAILED: {
    text: "the self-test found something that does not work",
    hint: "see what failed on the unit's page or with tagwatch self-test, mend it and test again",
  },
  NOTICE_UNDELIVERED: {
    text: "notices to the supervisor are not taken",
    hint: "check supervisor.mail or supervisor.webhook and the network; the notices wait on the unit and are tried again",
  },
  USAGE: { text: "wrong usage", hint: "see --help" },
  INTERNAL: { text: "an internal fault", hint: "report it with the journal around this time" },
} as const satisfies Record<string, { readonly text: string; readonly hint: string }>;

/**
 * The codes of docs/operator/errors.md, which is made from the table above. They stand in log lines, messages and on
 * the page.
 */
export type ErrorCode = keyof typeof errorTable;

/** What a code means, in English; a code of another version, which is not in the table, stays itself. */
export function textOfCode(code: string): string {
  const isKnown = (one: string): one is ErrorCode => Object.hasOwn(errorTable, one);
  return isKnown(code) ? errorTable[code].text : code;
}

/** A fault with a code from the table, words for the operator and, where there is one, its cause. */
export class TagwatchError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  /** The same for a page of any language, where a page is told it. */
  readonly said: SaidRefusal | null;

  /** `what` says what is wrong and where (camera, file:line, field); the table adds what to do. */
  constructor(
    code: ErrorCode,
    what: string,
    options: { readonly hint?: string; readonly cause?: unknown; readonly said?: SaidRefusal } = {},
  ) {
    super(what, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "TagwatchError";
    this.code = code;
    this.hint = options.hint ?? errorTable[code].hint;
    this.said = options.said ?? null;
  }
}

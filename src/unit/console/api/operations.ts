// Every route of the page as the document names it. A test holds the list against the routes that are registered.
import type * as z from "zod";
import type { Right } from "../../../shared/access/rights.js";
import { tokenScopes, type TokenScope } from "../../../shared/domain/closed-sets.js";
import * as hand from "../hand-out-input.js";
import * as input from "../input.js";
import * as keys from "../../../shared/access/keys/key-input.js";
import * as person from "../../../shared/access/people/people-input.js";
import * as token from "../../../shared/access/tokens/token-input.js";
import * as oversight from "../routes/oversight/trail-input.js";
import * as upkeep from "../upkeep-input.js";
import type { AnswerName } from "./answers.js";

/** One route. `right` null: whoever is signed in; left out: anybody. An answer that is not described is an object of the page's own. */
export interface Operation {
  readonly says: string;
  readonly right?: Right | null;
  readonly scopes?: readonly TokenScope[];
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** A name in `answerSchemas`, or a media type. */
  readonly answer?: AnswerName | `${string}/${string}`;
}

const alerts = ["alerts"] as const;
const id = input.idParams;
const lookout = { right: "lookout", path: input.lookoutPath } as const;

/** By method and address. */
export const operations: Readonly<Record<string, Operation>> = {
  "GET /api/openapi.json": {
    says: "This document",
    right: null,
    scopes: tokenScopes,
  },
  "GET /api/live": {
    says: "Event stream: a snapshot, then hits, verdicts and beats as they come",
    right: "live",
    scopes: alerts,
    answer: "text/event-stream",
  },
  "GET /api/hits": {
    says: "Hits, newest first",
    right: "reads",
    scopes: alerts,
    query: input.hitsQuery,
    answer: "Hits",
  },
  "GET /api/hits/:id": { says: "One hit", right: "reads", scopes: alerts, path: id, answer: "Hit" },
  "GET /api/encounters": {
    says: "The log of hits, one line for each encounter",
    right: "reads",
    scopes: alerts,
    query: input.encountersQuery,
    answer: "Encounters",
  },
  "GET /api/pictures/:id": {
    says: "A picture of a read: READ.REVISION.plate or READ.REVISION.vehicle",
    right: "reads",
    scopes: ["alerts", "reads"],
    path: input.pictureParams,
    answer: "image/jpeg",
  },
  "POST /api/hits/:id/record": {
    says: "Opens the record of a restricted file; the trail has it",
    right: "restricted",
    scopes: ["restricted"],
    path: id,
    answer: "Record",
  },
  "GET /api/reads": {
    says: "Reads, newest first; with a filter a search",
    right: "reads",
    scopes: ["reads"],
    query: input.readsQuery,
    answer: "Reads",
  },
  "GET /api/status": { says: "The state of the unit", right: "status", scopes: ["status"], answer: "Status" },
  "GET /api/self-test": { says: "The last self-test", right: "status", scopes: ["status"] },
  "GET /api/faults": {
    says: "Faults that stand, and those of before",
    right: "status",
    scopes: ["faults"],
    query: upkeep.faultsQuery,
    answer: "Faults",
  },
  "GET /api/welcome": {
    says: "The purposes to choose from, the notice, and the language",
    answer: "Welcome",
  },
  "POST /api/session": { says: "Sign in", body: input.signInInput },
  "GET /api/session": { says: "Who is signed in", right: null },
  "POST /api/session/password": {
    says: "A new password of one's own",
    right: null,
    body: person.ownPasswordInput,
  },
  "POST /api/session/lock": { says: "Lock the screen", right: null },
  "POST /api/session/renew": { says: "Unlock, or begin the shift anew", right: null, body: input.renewInput },
  "POST /api/session/touch": { says: "Somebody is there", right: null },
  "POST /api/session/end": { says: "Sign out", right: null, body: input.endInput },
  "GET /api/session/keys": { says: "One's own security keys", right: null },
  "POST /api/session/keys/begin": {
    says: "What to ask a browser for a new security key",
    right: null,
    body: keys.beginKeyInput,
  },
  "POST /api/session/keys": { says: "The new security key", right: null, body: keys.newKeyInput },
  "POST /api/session/keys/remove": { says: "Remove a security key", right: null, body: keys.removeKeyInput },
  "GET /api/people": { says: "Who may sign in", right: "people" },
  "POST /api/people": { says: "Add a person", right: "people", body: person.newPersonInput },
  "POST /api/people/:name": {
    says: "Change a person",
    right: "people",
    path: person.nameParams,
    body: person.changePersonInput,
  },
  "GET /api/tokens": { says: "Tokens of programs, without their texts", right: "people" },
  "POST /api/tokens": {
    says: "Make a token; the answer has its text, this once",
    right: "people",
    body: token.newTokenInput,
  },
  "POST /api/tokens/:name/end": { says: "End a token", right: "people", path: token.tokenParams },
  "POST /api/hits/:id/ask": { says: "Ask dispatch", right: "dispose", path: id, body: input.askInput },
  "POST /api/hits/:id/answer": {
    says: "What dispatch said",
    right: "dispose",
    path: id,
    body: input.answerInput,
  },
  "POST /api/hits/:id/disposition": {
    says: "A verdict",
    right: "dispose",
    path: id,
    body: input.dispositionInput,
  },
  "POST /api/check": { says: "Ask the lists for a plate", right: "dispose", body: input.checkInput },
  "GET /api/lookouts": { says: "Plates watched for", right: "lookout" },
  "POST /api/lookouts": { says: "Watch for a plate", right: "lookout", body: input.lookoutInput },
  "POST /api/lookouts/:id": { says: "Change a watch", ...lookout, body: input.lookoutInput },
  "GET /api/lookouts/:id/earlier": { says: "Earlier reads of a watched plate", ...lookout },
  "POST /api/lookouts/:id/end": { says: "End a watch", ...lookout, body: input.lookoutEndInput },
  "POST /api/holds": { says: "Hold reads for a case", right: "hold", body: hand.readHoldInput },
  "POST /api/packages": {
    says: "A package of reads",
    right: "export",
    body: hand.packInput,
    answer: "application/x-tar",
  },
  "GET /api/sheet": {
    says: "A sheet of reads, to print",
    right: "export",
    query: hand.sheetQuery,
    answer: "text/html",
  },
  "GET /api/map": { says: "The agency's map file", right: "reads" },
  "GET /api/map/density": { says: "Where plates were read", right: "reads", query: input.densityQuery },
  "GET /api/map/tiles.pmtiles": {
    says: "A part of the map file (Range)",
    right: "reads",
    answer: "application/octet-stream",
  },
  "GET /api/audit": { says: "The audit trail, newest first", right: "audit", query: oversight.auditQuery },
  "GET /api/audit/chain": { says: "How far the chain under the trail holds", right: "audit" },
  "POST /api/audit/package": {
    says: "A signed package of lines of the trail",
    right: "audit",
    body: oversight.trailPackageInput,
    answer: "application/x-tar",
  },
  "GET /api/statistics": {
    says: "Reads, hits, verdicts and faults, counted",
    right: "statistics",
    query: oversight.statisticsQuery,
  },
  "GET /api/cameras/:id/picture": {
    says: "What a camera shows now, for aiming it; plates are covered for who may see none",
    right: "status",
    path: upkeep.cameraPath,
  },
  "POST /api/self-test": { says: "Begin a self-test", right: "status" },
  "GET /api/faults/:id/picture": {
    says: "The picture of a fault",
    right: "status",
    path: upkeep.idPath,
    answer: "image/jpeg",
  },
  "POST /api/faults/:id/acknowledge": {
    says: "Say that one knows",
    right: "acknowledge",
    path: upkeep.idPath,
  },
  "POST /api/damage": { says: "Report damage", right: "report", body: upkeep.damageInput },
  "POST /api/damage/:id/repaired": {
    says: "It is repaired",
    right: "report",
    path: upkeep.idPath,
    body: upkeep.repairInput,
  },
  "GET /api/tour": { says: "The tour that runs", right: "status" },
  "POST /api/tour/begin": { says: "Sign on", right: "tour", body: upkeep.tourBeginInput },
  "POST /api/tour/end": { says: "Sign off", right: "tour", body: upkeep.tourEndInput },
  "GET /api/tours": { says: "Tours", right: "tour", query: upkeep.toursQuery },
  "GET /api/assignments": { says: "Who has the unit", right: "assign" },
  "POST /api/assignments": { says: "Assign the unit", right: "assign", body: upkeep.assignmentInput },
};

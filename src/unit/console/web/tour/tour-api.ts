import type { FaultPart, Severity } from "../../../../shared/domain/closed-sets.js";
import type { SessionJson, StatusJson } from "../../../../shared/web/api-types.js";
import type {
  FaultRecordJson,
  FaultsJson,
  SelfTestJson,
  TourJson,
  TourReportJson,
  ToursJson,
} from "../../../../shared/web/upkeep-types.js";
import { call, post } from "../talk.js";

/** The tour that runs, and who has the unit. */
export const fetchTour = (): Promise<TourJson> => call("/api/tour");

/** The tour that ended last: one's own, a supervisor's anybody's. Undefined where none is kept. */
export const fetchLastTour = async (): Promise<TourReportJson | undefined> =>
  (await call<ToursJson>("/api/tours?limit=1")).tours[0];

/** What a person says at sign-on. */
export interface Crew {
  readonly badge: string;
  readonly partner: string;
  readonly vehicle: string;
}

/** Signs on; a tour that runs ends with it. */
export const beginTour = (session: SessionJson, crew: Crew): Promise<TourJson> =>
  post("/api/tour/begin", crew, session.csrf);

/** Signs off; the answer is the report. Refused (409) when no tour runs. */
export const endTour = (session: SessionJson, note: string): Promise<{ readonly tour: TourReportJson }> =>
  post("/api/tour/end", { note }, session.csrf);

/** Faults and damage that stand, with who knows of them. */
export const fetchFaults = (): Promise<FaultsJson> => call("/api/faults?limit=1");

/** Damage reported by hand; `subject` is a camera's id, or empty. */
export interface DamageWords {
  readonly part: FaultPart;
  readonly subject: string;
  readonly severity: Severity;
  readonly note: string;
}

/** Reports damage to the supervisor. */
export const reportDamage = (session: SessionJson, damage: DamageWords): Promise<FaultRecordJson> =>
  post("/api/damage", damage, session.csrf);

/** Says that damage is repaired. */
export const repaired = (session: SessionJson, id: string): Promise<unknown> =>
  post(`/api/damage/${id}/repaired`, {}, session.csrf);

/** Says that this person knows of a fault: nobody is told again. */
export const acknowledgeFault = (session: SessionJson, id: string): Promise<unknown> =>
  post(`/api/faults/${encodeURIComponent(id)}/acknowledge`, {}, session.csrf);

/** The last self-test, and whether one runs. Refused (404) where the unit has none. */
export const fetchSelfTest = (): Promise<SelfTestJson> => call("/api/self-test");

/** Begins a self-test, or joins the one that runs. */
export const runSelfTest = (session: SessionJson): Promise<SelfTestJson> =>
  post("/api/self-test", {}, session.csrf);

/** The state of the unit's parts. */
export const fetchStatus = (): Promise<StatusJson> => call("/api/status");

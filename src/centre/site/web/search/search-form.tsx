import type { JSX } from "preact";
import { typedIn, type FormSent } from "../../../../shared/web/asking-form.js";
import { boxEdges } from "../../../../shared/domain/ground-box.js";
import { soughtLabels } from "../../../../shared/web/labels.js";
import type { SiteSession } from "../api.js";
import { BoxCorners } from "./search-map.js";

/** What the form asks, as the site takes it. */
export interface ArchiveQuestion {
  readonly purpose: string;
  readonly caseNumber: string;
  readonly plate?: string;
  readonly [field: string]: unknown;
}

/** `39.05, -94.6` as a circle; null for anything else. */
export function circleOf(typed: string, metres: string): object | null {
  const [lat = NaN, lon = NaN, more] = typed
    .split(",")
    .map((part) => (part.trim() === "" ? NaN : Number(part)));
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && more === undefined;
  return isPlace ? { lat, lon, metres: Number(metres) } : null;
}

/** What was typed in UTC, as all times of captures are written on the site; UTC milliseconds. */
const utcMillis = (typed: string): number => new Date(`${typed}Z`).getTime();

/** The question of a form, or what is wrong with it. */
export function questionOf(form: HTMLFormElement): ArchiveQuestion | string {
  const text = typedIn(form);
  const some = (name: string): object => (text(name) === "" ? {} : { [name]: text(name) });
  const time = (name: string): object => (text(name) === "" ? {} : { [name]: utcMillis(text(name)) });
  if (text("from") !== "" && text("to") !== "" && utcMillis(text("from")) >= utcMillis(text("to")))
    return "From lies after To.";
  const corners = boxEdges.filter((corner) => text(corner) !== "").length;
  const hasBox = corners === boxEdges.length;
  if (corners > 0 && !hasBox) return "Box: write all four corners, or none.";
  const near = text("near") === "" ? undefined : circleOf(text("near"), text("metres"));
  if (near === null) return "Near: write latitude and longitude, as 39.0500, -94.6000.";
  return {
    ...{ purpose: text("purpose"), caseNumber: text("caseNumber") },
    ...{ ...some("plate"), ...time("from"), ...time("to"), ...some("unit"), ...some("camera") },
    ...{ ...some("state"), ...some("list"), ...some("verdict"), similar: text("similar") !== "" },
    ...(text("hitsOnly") === "" ? {} : { hitsOnly: true }),
    ...(hasBox ? { box: Object.fromEntries(boxEdges.map((corner) => [corner, Number(text(corner))])) } : {}),
    ...(near ? { near } : {}),
  };
}

interface Props {
  readonly session: SiteSession;
  readonly fault: string;
  readonly busy: boolean;
  /** Kept as it was filled in, for the next search. */
  readonly hidden: boolean;
  readonly onSearch: (question: ArchiveQuestion | string) => void;
}

function Field(props: {
  readonly name: string;
  readonly label: string;
  readonly more?: Readonly<Record<string, string | number | boolean>>;
}): JSX.Element {
  return (
    <label>
      {props.label}
      <input name={props.name} autocomplete="off" {...props.more} />
    </label>
  );
}

/** Asks for a search by its button only: each search is a line of the trail, with its purpose and case. */
export function ArchiveSearchForm({ session, fault, busy, hidden, onSearch }: Props): JSX.Element {
  const submit = (event: FormSent): void => {
    event.preventDefault();
    onSearch(questionOf(event.currentTarget));
  };
  return (
    <form class="panel filters" hidden={hidden} onSubmit={submit}>
      <PurposeField session={session} />
      <Field name="caseNumber" label="Case number" more={{ required: true, minLength: 2, maxLength: 64 }} />
      <label class="plate-field">
        Plate (* any characters, ? one)
        <input
          name="plate"
          maxLength={16}
          autocapitalize="characters"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label class="check">
        <input name="similar" type="checkbox" value="true" defaultChecked /> Similar letters (0 for O, 8 for
        B)
      </label>
      <Field name="from" label="From (UTC)" more={{ type: "datetime-local" }} />
      <Field name="to" label="To (UTC)" more={{ type: "datetime-local" }} />
      <Field name="unit" label="Unit" more={{ maxLength: 64, placeholder: "any" }} />
      <Field name="camera" label="Camera" more={{ maxLength: 64, placeholder: "any" }} />
      <HitFields />
      <PlaceFields />
      <div class="ask-row">
        {fault && (
          <p class="fault-text" role="alert">
            {fault}
          </p>
        )}
        <p class="hint">Purpose and case stand in the audit trail before anything is shown.</p>
        <button type="submit" class="button strong" disabled={busy}>
          {busy ? "Searching…" : "Search"}
        </button>
      </div>
    </form>
  );
}

/** Why records are looked at, of the order's list. */
export function PurposeField({ session }: Pick<Props, "session">): JSX.Element {
  return (
    <label>
      Purpose
      <select name="purpose" required>
        <option value="">Choose…</option>
        {session.purposes.map((purpose) => (
          <option key={purpose}>{purpose}</option>
        ))}
      </select>
    </label>
  );
}

function HitFields(): JSX.Element {
  return (
    <>
      <Field name="state" label="State as read" more={{ maxLength: 3, placeholder: "any" }} />
      <Field name="list" label="List" more={{ maxLength: 64, placeholder: "any" }} />
      <label>
        Verdict
        <select name="verdict">
          <option value="">Any verdict</option>
          {Object.entries(soughtLabels())
            .filter(([id]) => id !== "withdrawn")
            .map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
        </select>
      </label>
      <label class="check">
        <input name="hitsOnly" type="checkbox" value="true" /> Hits only
      </label>
    </>
  );
}

const circles = [
  ["100", "100 m"],
  ["500", "500 m"],
  ["2000", "2 km"],
  ["10000", "10 km"],
] as const;

function PlaceFields(): JSX.Element {
  return (
    <>
      <Field name="near" label="Near (latitude, longitude)" more={{ maxLength: 40 }} />
      <label>
        Within
        <select name="metres">
          {circles.map(([value, words]) => (
            <option key={value} value={value} selected={value === "500"}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <BoxCorners />
    </>
  );
}

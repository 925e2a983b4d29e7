// The map: the agency's file of tiles in parts, and where this unit read plates. Nothing comes from outside the unit.
import type { FastifyInstance } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { DensityJson, MapJson } from "../../../shared/web/map/map-types.js";
import { open } from "../access.js";
import { askerOf, guarded, mapTilesPath, type Call, type RouteDeps } from "../context.js";
import { checkedInput, densityQuery } from "../input.js";
import { loadMapFile, readMapPart } from "../map/file.js";
import { requirePurpose } from "./reads.js";

/** Tiles and directories of a map file are tens of kilobytes. */
const mostBytes = 1_048_576;
/** A quarter of a degree around the middle, in cells of a thousandth: 28 km, and 111 m. */
const reach = 0.25;
const cell = 100;

/** `file`: the configuration's `console.map`, looked at now and whenever a map is opened. */
export function mapRoutes(app: FastifyInstance, context: RouteDeps, file: string | undefined): void {
  void tellMap(context, file);
  app.get(
    "/api/map",
    open("api"),
    guarded(context, "reads", () => tellMap(context, file)),
  );
  app.get(
    "/api/map/density",
    open("api"),
    guarded(context, "reads", (call) => density(context, call)),
  );
  app.get(
    mapTilesPath,
    open("api"),
    guarded(context, "reads", (call) => part(call, file)),
  );
}

/** Looks at the file, and says so in a fault when it is no use; the map is drawn without it then. */
async function tellMap({ faults }: Pick<RouteDeps, "faults">, file: string | undefined): Promise<MapJson> {
  if (file === undefined) return { file: null, fault: null };
  try {
    const { box, maxZoom, attribution } = await loadMapFile(file);
    faults.clear("CONSOLE_MAP", "map");
    return { file: { box, maxZoom, attribution }, fault: null };
  } catch (error) {
    const text = errorText(error);
    faults.raise({ code: "CONSOLE_MAP", subject: "map", severity: "warning", text });
    // The path is for who keeps the unit.
    return { file: null, fault: "The agency's map file cannot be used; see Unit." };
  }
}

async function density(context: RouteDeps, call: Call): Promise<DensityJson> {
  const { lat, lon, purpose: given } = checkedInput(densityQuery, call.request.query);
  const purpose = requirePurpose(call.session, given);
  const box = { south: lat - reach, west: lon - reach, north: lat + reach, east: lon + reach };
  context.trail.auditOrRefuse({
    actor: actorOf(call.session),
    event: "reads.map",
    outcome: "success",
    detail: { purpose, lat: lat.toFixed(3), lon: lon.toFixed(3) },
  });
  return {
    ...(await context.records.density({ box, cell, covert: mayDo(call.session, "covert") }, askerOf(call))),
    box,
  };
}

/** The bytes asked for, and never the whole file at once. */
async function part({ request, reply }: Call, file: string | undefined): Promise<unknown> {
  if (file === undefined) throw refusal(404, "no-map", "no-map");
  const [from, to] = rangeOf(request.headers.range);
  const found = await readMapPart(file, from, to).catch(() => null);
  if (!found) throw refusal(503, "no-map", "map-unread");
  const size = String(found.size);
  if (!("bytes" in found)) {
    void reply.header("content-range", `bytes */${size}`);
    throw refusal(416, "bad-range", "map-ends");
  }
  const last = String(from + found.bytes.length - 1);
  return reply
    .code(206)
    .type("application/octet-stream")
    .headers({ "content-range": `bytes ${String(from)}-${last}/${size}`, etag: found.tag })
    .send(found.bytes);
}

/** One range with both ends (RFC 9110, 14.1.2), of a megabyte at most. */
function rangeOf(header: string | undefined): readonly [from: number, to: number] {
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header ?? "");
  const [from, to] = [Number(match?.[1] ?? NaN), Number(match?.[2] ?? NaN)];
  if (from <= to && to - from < mostBytes) return [from, to];
  throw refusal(416, "bad-range", "map-range");
}

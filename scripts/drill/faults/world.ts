// The fault drill's world: two cameras, a GPS receiver, a broker, a mail server, a small disk, and the unit between them.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startBroker, type Broker } from "../../../test/kit/peers/broker.js";
import { startMailServer, type MailServer } from "../../../test/kit/peers/smtp.js";
import { mountSmallDisk, type SmallDisk } from "../lib/small-disk.js";
import { makeClips, type Clips } from "./clips.js";
import { startGps, type GpsDevice } from "./gps-device.js";
import { createUnit, type Unit } from "./unit.js";
import { startCamera, type DrillCamera } from "./video.js";
import { startWatch, until, type Watch } from "./watch.js";

export interface World {
  readonly clips: Clips;
  readonly front: DrillCamera;
  readonly side: DrillCamera;
  readonly gps: GpsDevice;
  readonly broker: Broker;
  readonly mail: MailServer;
  /** Null where nothing can be mounted: not root. */
  readonly disk: SmallDisk | null;
  readonly unit: Unit;
  readonly watch: Watch;
  /** The unit begins anew: its store is empty, nothing was told of anything. */
  renew(): Promise<void>;
  /** `performance.now()` when the unit was ready. */
  readyMs: number;
  end(): Promise<void>;
}

const diskMb = 96;
const calmLimitMs = 60_000;

function smallDisk(): SmallDisk | null {
  try {
    return mountSmallDisk(diskMb);
  } catch (error) {
    console.error(String(error));
    return null;
  }
}

/** Starts everything; resolves when the unit is ready and nothing is wrong with it. */
export async function startWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-faults-"));
  mkdirSync(join(dir, "clips"));
  const clips = makeClips(join(dir, "clips"));
  const broker = await startBroker();
  const mail = await startMailServer(broker.authority.issue("mail", 30, "DNS:localhost"));
  const [front, side] = [await startCamera("front", clips.street), await startCamera("side", clips.street)];
  const gps = await startGps(dir);
  const disk = smallDisk();
  const watch = startWatch(broker);
  const journal = process.env["DRILL_JOURNAL"];
  const peers = {
    ...{ dir, cameras: [front, side], gps: gps.device, consolePort: await freePort() },
    storeDir: join(disk?.dir ?? dir, "store"),
    broker: { url: broker.url, ca: broker.authority.caFile },
    mail: { port: mail.port, ca: broker.authority.caFile },
  };
  const unit = createUnit(peers, (text) => {
    watch.line(text);
    if (journal !== undefined) appendFileSync(journal, `${text}\n`);
  });
  const begin = async (): Promise<void> => {
    await unit.start();
    world.readyMs = performance.now();
    watch.page = unit.page;
    await calm(world);
  };
  const world: World = {
    ...{ clips, front, side, gps, broker, mail, disk, unit, watch, readyMs: 0 },
    async renew() {
      watch.page = null;
      await unit.stop();
      watch.forget();
      unit.forget();
      await begin();
    },
    async end() {
      await unit.stop();
      watch.stop();
      await Promise.all([front.kill(), side.kill(), mail.stop(), broker.stop()]);
      gps.unplug();
      disk?.remove();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await begin();
  return world;
}

/** What stands by the journal: what was raised last and not cleared. */
export function standing({ watch }: Pick<World, "watch">): readonly string[] {
  const last = new Map(watch.events.map(({ code, subject, kind }) => [`${code} ${subject}`, kind]));
  return [...last].filter(([, kind]) => kind === "raised").map(([key]) => key);
}

/** That the computer comes late is its load's fault, not the unit's. */
export const isLoad = (fault: string): boolean => /^(COMPUTER_|DISK_SLOW)/.test(fault);

/** Nothing is wrong any more and all cameras deliver; what still is after the limit is said, and the drill goes on. */
export async function calm(world: World): Promise<void> {
  const wrong = (): readonly string[] => standing(world).filter((key) => !isLoad(key));
  if (!(await until(() => wrong().length === 0 && world.watch.allLive(), calmLimitMs)))
    console.error(`before the next fault there stands: ${wrong().join(", ") || "a camera without pictures"}`);
}

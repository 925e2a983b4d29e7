// What goes wrong with the GPS receiver, and with the way to the broker.
import type { GpsMode } from "./gps-device.js";
import type { Fault } from "./trial.js";

/** Positions are stale after five seconds, and looked at each second. */
const gpsBars = { noticeS: 10, clearS: 10 } as const;

function receiverFault(name: string, mode: GpsMode, codes: readonly string[]): Fault {
  return {
    ...{ name, subject: "gps", codes, ...gpsBars },
    make: ({ gps }) => void (gps.mode = mode),
    mend: ({ gps }) => void (gps.mode = "right"),
  };
}

export const gpsFaults: readonly Fault[] = [
  {
    ...{ name: "GPS unplugged", subject: "gps", codes: ["GPS_LOST"], ...gpsBars },
    make: ({ gps }) => gps.unplug(),
    mend: ({ gps }) => gps.plug(),
  },
  receiverFault("GPS garbage, 1 MB/s", "garbage", ["GPS_LOST"]),
  receiverFault("GPS 500 km away", "far", ["GPS_JUMP", "GPS_LOST"]),
  receiverFault("GPS dated 2028", "future", ["GPS_TIME", "GPS_LOST"]),
  receiverFault("GPS stuck", "stuck", ["GPS_LOST"]),
  receiverFault("GPS at 0,0", "nowhere", ["GPS_LOST"]),
];

export const uplinkFaults: readonly Fault[] = [
  {
    ...{ name: "broker gone", subject: "localhost", codes: ["BROKER_DOWN"], noticeS: 30, clearS: 30 },
    make: ({ broker }) => broker.kill(),
    mend: ({ broker }) => broker.start(),
  },
];

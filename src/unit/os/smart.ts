// What smartctl prints with --json --all (smartmontools 7.0 and later), as far as it tells of wear.
import { execFile } from "node:child_process";
import * as z from "zod";

const smartSchema = z.object({
  smartctl: z.object({ messages: z.array(z.object({ string: z.string() })).optional() }).optional(),
  /** One name for all kinds of disks, from 7.4 on. */
  endurance_used: z.object({ current_percent: z.number() }).optional(),
  /** NVM Express base specification, log 02h. `percentage_used` goes on to 255. */
  nvme_smart_health_information_log: z
    .object({
      critical_warning: z.number(),
      percentage_used: z.number(),
    })
    .optional(),
  /** ATA Command Set 4, device statistics, page 07h. */
  ata_device_statistics: z
    .object({
      pages: z.array(
        z.object({
          table: z.array(z.object({ name: z.string(), value: z.number().optional() })).optional(),
        }),
      ),
    })
    .optional(),
});
type Smart = z.infer<typeof smartSchema>;

/** Bits of an NVMe disk's critical warning: spare blocks used up, reliability degraded, writing no longer allowed. */
const endBits = 0b1101;
const ofAta = "Percentage Used Endurance Indicator";

/** Used life out of the printed JSON; what is no JSON of smartctl tells nothing, and why. */
export function wearOfSmart(printed: string): {
  readonly percent: number | null;
  readonly why: string | null;
} {
  const smart = parsed(printed);
  if (smart === null) return { percent: null, why: "smartctl printed nothing that can be read" };
  if (isAtItsEnd(smart)) return { percent: 100, why: null };
  const used =
    smart.endurance_used?.current_percent ??
    smart.nvme_smart_health_information_log?.percentage_used ??
    ataUsed(smart);
  if (used !== undefined) return { percent: Math.min(100, Math.max(0, used)), why: null };
  return { percent: null, why: smart.smartctl?.messages?.at(0)?.string ?? "this one does not say" };
}

function parsed(printed: string): Smart | null {
  try {
    return smartSchema.parse(JSON.parse(printed));
  } catch {
    return null;
  }
}

const isAtItsEnd = ({ nvme_smart_health_information_log: nvme }: Smart): boolean =>
  nvme !== undefined && (nvme.critical_warning & endBits) !== 0;

const ataUsed = ({ ata_device_statistics: statistics }: Smart): number | undefined =>
  statistics?.pages.flatMap(({ table }) => table ?? []).find(({ name }) => name === ofAta)?.value;

/** Where Debian has it; not every shell looks there. */
const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` };

/** Runs smartctl; null where it is not installed. Its status says of a worn disk what its output says better. */
export function askSmart(disk: string): Promise<string | null> {
  const args = ["--json=c", "--all", `/dev/${disk}`];
  return new Promise((resolve) => {
    execFile("smartctl", args, { env, timeout: 10_000, maxBuffer: 16_777_216 }, (error, stdout) =>
      resolve(error?.code === "ENOENT" ? null : stdout),
    );
  });
}

import type { FaultPart } from "../closed-sets.js";

/** Beginnings of codes, longest first where one begins another. */
const parts: readonly (readonly [string, FaultPart])[] = [
  ["CAMERA_", "camera"],
  ["FFMPEG_", "camera"],
  ["VISION_", "vision"],
  ["MODEL_", "vision"],
  ["GPS_", "gps"],
  ["CLOCK_", "clock"],
  ["PURGE_", "clock"],
  ["HOTLIST_", "hotlist"],
  ["PLATES_", "hotlist"],
  ["BROKER_", "uplink"],
  ["RECEIVER_", "uplink"],
  ["OUTBOX_", "uplink"],
  ["UPLINK_", "uplink"],
  ["NOBODY_", "uplink"],
  ["UNIT_ID_", "uplink"],
  ["ENROLMENT_", "uplink"],
  ["CERTIFICATE_", "uplink"],
  ["NOTICE_", "uplink"],
  ["CONSOLE_", "page"],
  ["USERS_", "page"],
  ["DB_", "evidence"],
  ["STORE_", "evidence"],
  ["EVIDENCE_", "evidence"],
  ["AUDIT_", "evidence"],
  ["RECORD_", "evidence"],
  ["SEARCH_", "evidence"],
  ["DISK_FLOOR", "evidence"],
  ["DISK_", "computer"],
  ["COMPUTER_", "computer"],
  ["POWER_", "power"],
];

/** The part of the unit that a fault's code speaks of. */
export function partOf(code: string): FaultPart {
  return parts.find(([beginning]) => code.startsWith(beginning))?.[1] ?? "unit";
}

/** A fault's part and which one: `camera front`, `gps`. The subject of damage begins with its part. */
export function partAndSubject(part: FaultPart, subject: string): string {
  if (subject === "") return part;
  return subject === part || subject.startsWith(`${part} `) ? subject : `${part} ${subject}`;
}

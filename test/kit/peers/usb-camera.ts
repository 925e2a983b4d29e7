// A USB camera without hardware: a program called ffmpeg, first in PATH, that plays the test picture where the real one
// would open the device, and ends as the real one does when the cable is pulled (status 0 and one line; seen with a
// V4L2 camera of the kernel's vivid driver).
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scratchFolder } from "../units/scratch.js";

export interface UsbCamera {
  readonly device: string;
  plug(): void;
  unplug(): void;
}

/** Until the test is over, ffmpeg finds this camera; it is not plugged in yet. */
export function usbCamera(): UsbCamera {
  const programs = scratchFolder();
  const path = process.env["PATH"] ?? "";
  const dir = mkdtempSync("/dev/shm/tagwatch-test-");
  const device = join(dir, "video0");
  writeFileSync(join(programs, "ffmpeg"), script(path));
  chmodSync(join(programs, "ffmpeg"), 0o755);
  process.env["PATH"] = `${programs}:${path}`;
  onTestFinished(() => {
    process.env["PATH"] = path;
    rmSync(dir, { recursive: true });
  });
  return {
    device,
    plug: () => writeFileSync(device, ""),
    unplug: () => rmSync(device),
  };
}

function script(path: string): string {
  return `#!/bin/bash
PATH='${path}'
args=()
device=
while [ $# -gt 0 ]; do
  case "$1" in
    -f) if [ "$2" = v4l2 ]; then device=yes; else args+=("$1" "$2"); fi; shift 2 ;;
    -framerate) [ -n "$device" ] || args+=("$1" "$2"); shift 2 ;;
    -i) if [ -n "$device" ]; then device="$2"; args+=(-re -f lavfi -i testsrc2=size=320x180:rate=15); else args+=("$1" "$2"); fi; shift 2 ;;
    *) args+=("$1"); shift ;;
  esac
done
[ -n "$device" ] || exec ffmpeg "\${args[@]}"
if [ ! -e "$device" ]; then
  echo "[video4linux2,v4l2 @ 0x1] [error] Cannot open video device $device: No such file or directory" >&2
  exit 1
fi
ffmpeg "\${args[@]}" &
trap 'kill $!; wait; exit 255' TERM
while [ -e "$device" ] && kill -0 $! 2>/dev/null; do sleep 0.05; done
echo "[video4linux2,v4l2 @ 0x1] [error] ioctl(VIDIOC_DQBUF): No such device" >&2
kill -KILL $! 2>/dev/null
exit 0
`;
}

import { readdirSync } from "node:fs";
import type { CameraConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { pathIn, shownPath, type FilePath } from "../../shared/domain/file-name.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { Picture } from "../../shared/domain/types.js";
import type { CapturedFrame } from "./frame-stream.js";
import { errorText } from "../../shared/domain/error-text.js";

const endings = /\.(jpe?g|png|webp|tiff?)$/i;

/** A folder of pictures shown as a camera: `fps` sets their times, `pace` whether they come at those times. */
export interface ReplayDeps {
  readonly path: string;
  readonly fps: number;
  readonly pace: CameraConfig["pace"];
  readonly loop: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Decodes one picture; throws PICTURE_UNREADABLE. */
  decode(path: FilePath): Promise<Picture>;
  onFrame(frame: CapturedFrame): void;
}

/**
 * Shows the pictures of a folder as frames, by name. `fast` waits until each is released, so that none is lost.
 * An unreadable picture is logged and passed over. Resolves with the number of frames shown.
 */
export async function replayFolder(deps: ReplayDeps, signal: AbortSignal): Promise<number> {
  const { path, loop, clock, log } = deps;
  const files = picturesIn(path);
  let shown = 0;
  do {
    for (const file of files) {
      if (signal.aborted) return shown;
      const picture = await deps.decode(file).catch((error: unknown) => {
        log.warn("a picture was passed over", {
          reason: errorText(error),
        });
        return null;
      });
      if (!picture) continue;
      shown++;
      const released = new Promise<void>((release) =>
        deps.onFrame({ picture, capturedMonoNs: clock.monoNs(), release }),
      );
      await (deps.pace === "fast" ? released : clock.sleep(1000 / deps.fps, signal));
    }
  } while (loop && shown > 0 && !signal.aborted);
  return shown;
}

function picturesIn(path: string): readonly FilePath[] {
  const files = readdirSync(path, { encoding: "buffer" })
    .filter((name) => endings.test(shownPath(name)))
    .sort((a, b) => Buffer.compare(a, b))
    .map((name) => pathIn(path, name));
  if (files.length > 0) return files;
  throw new TagwatchError("CAMERA_LOST", `folder ${path} holds no pictures`);
}

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Clock } from "../../shared/domain/ports.js";
import type { ColourMatrix, Picture } from "../../shared/domain/types.js";
import { createFramePool, type FramePool } from "./frame-pool.js";
import { createFramer, frameMark } from "./framer.js";

const connectEveryMs = 20;

/** A frame that lives in a buffer of its camera until it is released. */
export interface CapturedFrame {
  readonly picture: Picture;
  /** CLOCK_MONOTONIC nanoseconds when its last byte arrived. */
  readonly capturedMonoNs: bigint;
  release(): void;
}

/** `path` is the socket that ffmpeg offers its frames on. */
export interface FrameStreamDeps {
  readonly path: string;
  /** Frames that may be in use at a time; when all are, reading pauses, and ffmpeg with it. */
  readonly buffers: number;
  readonly clock: Clock;
  /** The matrix the stream says it uses, or null; known at the latest soon after its first frame. */
  matrix(): ColourMatrix | null;
  onFrame(frame: CapturedFrame): void;
}

/**
 * Reads frames from the socket ffmpeg listens on until it closes or `stop` aborts; waits for the socket to appear until
 * `gone` aborts. Resolves with the number of frames; throws CAMERA_LOST when the stream is not what it should be.
 */
export async function readFrames(
  deps: FrameStreamDeps,
  { stop, gone }: { readonly stop: AbortSignal; readonly gone: AbortSignal },
): Promise<number> {
  const waiting = AbortSignal.any([stop, gone]);
  while (!waiting.aborted) {
    const stream = openStream(deps);
    const opened = await once(stream.socket, "connect").then(
      () => true,
      () => false,
    );
    if (opened) {
      const destroy = (): void => void stream.socket.destroy();
      stop.addEventListener("abort", destroy);
      if (stop.aborted) destroy();
      await stream.closed.finally(() => stop.removeEventListener("abort", destroy));
      return stream.frames();
    }
    await deps.clock.sleep(connectEveryMs, waiting);
  }
  return 0;
}

interface Stream {
  readonly socket: Socket;
  /** Rejects with what was wrong with the bytes. */
  readonly closed: Promise<void>;
  frames(): number;
}

function openStream(deps: FrameStreamDeps): Stream {
  const { path, buffers, clock } = deps;
  let pool: FramePool | null = null;
  let failure: Error | null = null;
  let frames = 0;
  const framer = createFramer({
    onFormat: (format) => (pool = createFramePool(format, buffers, frameMark.length)),
    take: () => pool?.take() ?? null,
    onFrame(buffer) {
      frames++;
      const release = (): void => {
        pool?.give(buffer);
        if (framer.resume()) socket.resume();
      };
      const picture = withMatrix(buffer.picture, deps.matrix());
      deps.onFrame({ picture, capturedMonoNs: clock.monoNs(), release });
    },
  });
  const callback = (count: number): boolean => {
    try {
      return framer.wrote(count);
    } catch (error) {
      failure = error as Error;
      socket.destroy();
      return false;
    }
  };
  const socket = connect({ path, onread: { buffer: () => framer.room(), callback } });
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("error", () => undefined);
    socket.on("close", () => (failure === null ? resolve() : reject(failure)));
  });
  // The promise is only waited for once connected; a failed attempt just closes.
  closed.catch(() => undefined);
  return { socket, closed, frames: () => frames };
}

/** The picture with the matrix its stream says, where it says one. */
function withMatrix(picture: Picture, matrix: ColourMatrix | null): Picture {
  const { colour } = picture;
  if (matrix === null || colour?.kind !== "i420" || colour.matrix === matrix) return picture;
  return { ...picture, colour: { ...colour, matrix } };
}

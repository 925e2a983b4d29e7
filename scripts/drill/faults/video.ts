// A camera of the drill: an RTSP server in a process of its own, which can die, hang, change its password and its picture.
import { startVideoServer, type VideoServer } from "../../../test/kit/peers/video-server.js";

export interface DrillCamera {
  readonly id: string;
  readonly source: string;
  /** The picture from now on; the connection stays. */
  show(file: string): Promise<void>;
  /** The camera is without power. */
  kill(): Promise<void>;
  /** It is there again, at the same address, with another password if one is given. */
  start(password?: string): Promise<void>;
  /** Its program hangs, its connections stay open. */
  hang(isHanging: boolean): void;
}

/** What both cameras ask for at first. */
export const firstPassword = "first-password";

/** Starts it with the clip it usually shows. */
export async function startCamera(id: string, clip: string): Promise<DrillCamera> {
  const open = (password: string, port = 0): Promise<VideoServer> =>
    startVideoServer({ [id]: clip }, { user: `unit:${password}`, digest: true, port });
  let known = firstPassword;
  let server = await open(known);
  const { port } = server;
  return {
    id,
    source: server.address(id),
    show: (file) => server.show(id, file),
    kill: () => server.stop(),
    async start(password = known) {
      known = password;
      server = await open(password, port);
    },
    hang: (isHanging) => void server.process.kill(isHanging ? "SIGSTOP" : "SIGCONT"),
  };
}

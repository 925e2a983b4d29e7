import type { Config } from "./schema.js";

/** A fault that needs two places of the configuration to be seen. */
export interface CrossFault {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function repeated(values: readonly string[]): readonly number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

function camerasHaveOwnIds(config: Config): readonly CrossFault[] {
  const ids = config.cameras.map((camera) => camera.id);
  return repeated(ids).map((i) => ({
    path: ["cameras", i, "id"],
    text: `another camera is called ${ids[i] ?? ""}`,
  }));
}

// Two ffmpeg on one V4L2 device: the second gets "Device or resource busy" for ever.
function camerasHaveOwnDevices(config: Config): readonly CrossFault[] {
  const devices = config.cameras.map((camera, i) =>
    camera.source.startsWith("/dev/") ? camera.source : `none-${String(i)}`,
  );
  return repeated(devices).map((i) => ({
    path: ["cameras", i, "source"],
    text: "another camera uses this device",
  }));
}

function sourcesHaveNoPasswords(config: Config): readonly CrossFault[] {
  return config.cameras.flatMap((camera, i) =>
    /^rtsps?:\/\/[^/]*@/.test(camera.source)
      ? [
          {
            path: ["cameras", i, "source"],
            text: "keep user and password out of the address: put them in a file named by credentials",
          },
        ]
      : [],
  );
}

function sourcesAreKnown(config: Config): readonly CrossFault[] {
  return config.cameras.flatMap((camera, i) =>
    /^[a-z][a-z0-9+.-]*:\/\//i.test(camera.source) && !/^rtsps?:\/\//.test(camera.source)
      ? [{ path: ["cameras", i, "source"], text: "use rtsp://, rtsps://, /dev/video…, a file or a folder" }]
      : [],
  );
}

function hotlistSourcesHaveOwnIds(config: Config): readonly CrossFault[] {
  const ids = config.hotlist.sources.map((source) => source.id);
  return repeated(ids).map((i) => ({
    path: ["hotlist", "sources", i, "id"],
    text: `another source is called ${ids[i] ?? ""}`,
  }));
}

function consoleIsSafe(config: Config): readonly CrossFault[] {
  const { host, tls, enabled } = config.console;
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  if (!enabled || loopback || tls) return [];
  return [{ path: ["console", "host"], text: "another address than loopback needs console.tls" }];
}

/** Every check across keys; each says one thing. They run only when the schema is satisfied. */
export const crossChecks: readonly ((config: Config) => readonly CrossFault[])[] = [
  camerasHaveOwnIds,
  camerasHaveOwnDevices,
  sourcesHaveNoPasswords,
  sourcesAreKnown,
  hotlistSourcesHaveOwnIds,
  consoleIsSafe,
];

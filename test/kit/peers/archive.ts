// A real PostgreSQL cluster as the centre makes it, in a folder of its own, with a fresh database for each who asks.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, type DatabaseSettings } from "../../../src/centre/archive/database.js";
import { migrate } from "../../../src/centre/archive/migrate.js";
import { databaseRoles, makeRoles, roleName, type DatabaseRole } from "../../../src/centre/archive/roles.js";
import {
  databaseName,
  makeCluster,
  ownerRole,
  startCluster,
  type Cluster,
  type Server,
} from "../../../src/centre/machine/cluster.js";
import type { RunAs } from "../../../src/centre/machine/tool.js";

/** PostgreSQL refuses root: then it runs as the account that Debian's package made for it. */
export function postgresAccount(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

const password = "archive-test-password";

export interface TestArchive {
  readonly cluster: Cluster;
  readonly server: () => Server;
  /** A new database with the schema; how each role gets to it. */
  fresh(): Promise<(role: DatabaseRole | "owner") => DatabaseSettings>;
  start(): Promise<void>;
  /** SIGSTOP to all of it, as by a disk that does not answer. */
  hang(): void;
  goOn(): void;
  /** SIGKILL to all of it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startArchive(): Promise<TestArchive> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-pg-"));
  chmodSync(dir, 0o711);
  const cluster = {
    dir: join(dir, "data"),
    socket: join(dir, "s"),
    port: 5432,
    account: postgresAccount(),
    isThrowaway: true,
  };
  await makeCluster(cluster, password);
  let server = await startCluster(cluster);
  const settings = (database: string, user: string): DatabaseSettings => ({
    ...{ host: cluster.socket, port: cluster.port, database, user, password },
  });
  const admin = connectDatabase(settings("postgres", ownerRole));
  const [collector, site, keeper, auditor] = databaseRoles.map(() => password) as [
    string,
    string,
    string,
    string,
  ];
  await makeRoles(admin, { collector, site, keeper, auditor });
  await admin.change(`CREATE DATABASE ${databaseName}`);
  const template = connectDatabase(settings(databaseName, ownerRole));
  await migrate(template);
  await template.close();
  let made = 0;
  function signalAll(signal: NodeJS.Signals): void {
    const pid = server.child.pid ?? 0;
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
    // Of a server that is gone there are none: an empty word would be 0, which is this test's own group.
    const all = [pid, ...(children.match(/\d+/g) ?? []).map(Number)];
    for (const one of all) process.kill(one, signal);
  }
  return {
    cluster,
    server: () => server,
    async fresh() {
      const name = `t${String(++made)}`;
      await admin.change(`CREATE DATABASE ${name} TEMPLATE ${databaseName}`);
      return (role) => settings(name, role === "owner" ? ownerRole : roleName(role));
    },
    async start() {
      server = await startCluster(cluster);
    },
    hang: () => signalAll("SIGSTOP"),
    goOn: () => signalAll("SIGCONT"),
    async kill() {
      const gone = new Promise((resolve) => server.child.once("exit", resolve));
      server.child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      await admin.close();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

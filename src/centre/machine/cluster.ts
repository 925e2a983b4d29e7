// A PostgreSQL cluster of the centre's own: made by init, on a socket in its folder that nobody else can reach.
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { runTool, type RunAs } from "./tool.js";

/** Where a cluster lies and as whom it runs. */
export interface Cluster {
  /** Folder of its files. */
  readonly dir: string;
  /** Folder of its socket. */
  readonly socket: string;
  readonly port: number;
  readonly account?: RunAs | undefined;
  /** For tests: its files are not flushed as it is made. */
  readonly isThrowaway?: boolean;
}

/** The superuser, who is no running part. */
export const ownerRole = "tagwatch_owner";
/** Name of the database. */
export const databaseName = "tagwatch";

// Debian keeps the programs of each version in a folder of its own.
const debianFolder = "/usr/lib/postgresql";

/** Path of a program of the newest PostgreSQL here. Throws CENTRE_TOOL when none is installed. */
export function postgresProgram(name: string): string {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .find((one) => existsSync(join(debianFolder, one, "bin", name)));
  if (newest !== undefined) return join(debianFolder, newest, "bin", name);
  throw new TagwatchError("CENTRE_TOOL", `PostgreSQL's ${name} is not installed`, {
    hint: "apt-get install postgresql",
  });
}

/**
 * What the archive needs: so many locks that a search may open every day's partition; a start after a crash that flushes
 * the file system once instead of every file (25 s of 62 here), and redoes little; no connection but over the socket.
 */
const settings = (cluster: Cluster): string => `# Written by tagwatch-centre init.
listen_addresses = ''
port = ${String(cluster.port)}
unix_socket_directories = '${cluster.socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 60
max_locks_per_transaction = 1024
recovery_init_sync_method = syncfs
max_wal_size = '1GB'
checkpoint_timeout = '5min'
shared_buffers = '256MB'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_destination = 'stderr'
logging_collector = off
log_min_duration_statement = -1
log_parameter_max_length_on_error = 0
log_statement = 'none'
`;

/** Makes the cluster. Throws CENTRE_TOOL. */
export async function makeCluster(cluster: Cluster, ownerPassword: string): Promise<void> {
  const { dir, socket, account } = cluster;
  for (const folder of [dir, socket]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (account) chownSync(folder, account.uid, account.gid);
  }
  const passwordFile = join(socket, "owner.password");
  writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const options = ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth=scram-sha-256"];
  if (cluster.isThrowaway) options.push("--no-sync");
  try {
    await runTool(
      postgresProgram("initdb"),
      ["-D", dir, "-U", ownerRole, `--pwfile=${passwordFile}`, ...options],
      { account },
    );
  } finally {
    writeFileSync(passwordFile, "");
  }
  writeFileSync(join(dir, "tagwatch.conf"), settings(cluster), { mode: 0o600 });
  writeFileSync(join(dir, "postgresql.conf"), "include 'tagwatch.conf'\n", { flag: "a" });
  // The second line is for base backups.
  const access = ["all all", `replication ${ownerRole}`].map((who) => `local ${who} scram-sha-256\n`);
  writeFileSync(join(dir, "pg_hba.conf"), access.join(""), { mode: 0o600 });
  if (account)
    for (const name of ["tagwatch.conf", "pg_hba.conf"]) chownSync(join(dir, name), account.uid, account.gid);
}

/** A running server. */
export interface Server {
  readonly child: ChildProcess;
  /** Waits for those who are connected no longer (fast shutdown). */
  stop(): Promise<void>;
}

/** Starts the server and resolves when it takes connections. Throws CENTRE_TOOL with its last words. */
export async function startCluster(cluster: Cluster): Promise<Server> {
  const child = spawn(postgresProgram("postgres"), ["-D", cluster.dir], {
    ...cluster.account,
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    env: { LC_ALL: "C.UTF-8" },
  });
  await untilReady(child);
  return {
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new TagwatchError("CENTRE_TOOL", `postgres: ${why}: ${said.slice(-3).join("; ")}`));
    createInterface({ input: child.stderr as NonNullable<ChildProcess["stderr"]> }).on("line", (line) => {
      if (said.push(line) > 50) said.shift();
      if (line.includes("database system is ready to accept connections")) resolve();
    });
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended (${String(code)})`));
  });
}

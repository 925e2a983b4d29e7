// The only file that knows the pg package: a few connections of one database role, and who hears what is told.
import pg from "pg";
import { errorText } from "../../shared/domain/error-text.js";
import { createClock } from "../../shared/platform/clock.js";
import { ArchiveAway } from "../core/archive-away.js";

/** Where PostgreSQL is, and as whom. `host` is a folder with its socket, or a name. */
export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** Connections at most. */
  readonly most?: number;
  /**
   * How long a statement may take, in milliseconds; without, for ever. PostgreSQL ends it then, and a second after that
   * the connection is given up: a server that hangs ends nothing.
   */
  readonly statementMs?: number;
}

/** Parameters of a statement, as PostgreSQL's types need them. */
export type Values = readonly unknown[];

/** One statement's rows. Throws what PostgreSQL says, and `ArchiveAway` where it is not there to say anything. */
export interface Asking {
  rows<T extends object>(sql: string, values?: Values): Promise<readonly T[]>;
  /** Rows that it changed. */
  change(sql: string, values?: Values): Promise<number>;
}

/** A few connections of one role. */
export interface Database extends Asking {
  /** All or nothing; resolves once COMMIT has returned. */
  transaction<T>(work: (asking: Asking) => Promise<T>): Promise<T>;
  /**
   * Calls `heard` with what is told on a channel until `signal` aborts, and once, with an empty text, when it listens.
   * Throws when the connection is lost, or the server does not answer any more.
   */
  listen(channel: string, heard: (text: string) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

type Query = (
  text: string,
  values?: unknown[],
) => Promise<{
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
}>;

/**
 * Whether PostgreSQL is away: it cannot be reached, does not answer, or has no connection or room left (SQLSTATE 08, 53, 57, 58:
 * PostgreSQL 15, appendix A). What it says of a statement is something else, and so is a value that cannot be sent.
 */
function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57|58)/.test(error.code ?? "");
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
}

/** What the driver throws, told apart. */
async function orAway<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAway(error) ? new ArchiveAway(error) : error;
  }
}

function asking(client: { readonly query: Query }): Asking {
  const ask = (sql: string, values: Values) => orAway(() => client.query(sql, [...values]));
  return {
    rows: async <T extends object>(sql: string, values: Values = []) =>
      (await ask(sql, values)).rows as readonly T[],
    change: async (sql, values = []) => (await ask(sql, values)).rowCount ?? 0,
  };
}

const clock = createClock();
const connectMs = 5_000;
/** The server's own end of a statement comes first. */
const graceMs = 1_000;
/** A connection that listens asks so often whether somebody is there, and waits so long for the answer. */
const aliveMs = 5_000;

const isUnanswered = (error: unknown): error is Error =>
  error instanceof Error && error.message === "Query read timeout";

/** A server that hangs keeps its connections open and says nothing: it is asked, until the connection is over. */
async function silence(client: { readonly query: Query }, over: Promise<unknown>): Promise<Error | null> {
  const end = new AbortController();
  void over.then(() => end.abort());
  while (!end.signal.aborted) {
    await clock.sleep(aliveMs, end.signal);
    try {
      if (!end.signal.aborted) await client.query("SELECT 1");
    } catch (error) {
      return error instanceof Error ? error : new Error(errorText(error));
    }
  }
  return null;
}

/** Opens nothing yet: connections are made when something is asked, and made anew after a loss. */
export function connectDatabase(settings: DatabaseSettings): Database {
  const { host, port, database, user, password, most = 4, statementMs } = settings;
  const login = {
    ...{ host, port, database, user, ...(password === undefined ? {} : { password }) },
    ...{ connectionTimeoutMillis: connectMs, keepAlive: true },
    ...(statementMs === undefined
      ? {}
      : { statement_timeout: statementMs, query_timeout: statementMs + graceMs }),
  };
  const pool = new pg.Pool({ ...login, max: most });
  // A connection that breaks while nobody uses it is left out of the pool; the next question makes another.
  pool.on("error", () => undefined);

  async function transaction<T>(work: (asking: Asking) => Promise<T>): Promise<T> {
    const client = await orAway(() => pool.connect());
    let broken: Error | undefined;
    // Broken between two statements: told by the next one.
    client.on("error", () => undefined);
    try {
      await orAway(() => client.query("BEGIN"));
      const result = await work(asking(client));
      await orAway(() => client.query("COMMIT"));
      return result;
    } catch (error) {
      // Where the server did not answer, nobody waits for its ROLLBACK: the end of the connection is one.
      if (isUnanswered(error)) broken = error;
      else
        await client.query("ROLLBACK").catch((lost: unknown) => {
          broken = lost instanceof Error ? lost : new Error(errorText(lost));
        });
      throw error;
    } finally {
      client.removeAllListeners("error");
      client.release(broken);
    }
  }

  async function listen(channel: string, heard: (text: string) => void, signal: AbortSignal): Promise<void> {
    const client = new pg.Client({ ...login, query_timeout: aliveMs });
    const over = new Promise<Error | null>((resolve) => {
      client.on("error", resolve);
      client.on("end", () => resolve(new Error("the connection ended")));
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    try {
      await client.connect();
      client.on("notification", ({ payload }) => heard(payload ?? ""));
      await client.query(`LISTEN ${channel}`);
      heard("");
      const lost = await Promise.race([over, silence(client, over)]);
      if (lost) throw lost;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  return { ...asking(pool), transaction, listen, close: () => pool.end() };
}

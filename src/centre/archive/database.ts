// The only file that knows the pg package: a few connections of one database role, and who hears what is told.
import pg from "pg";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/errors.js";

/** Where PostgreSQL is, and as whom. `host` is a folder with its socket, or a name. */
export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** Connections at most. */
  readonly most?: number;
}

/** Parameters of a statement, as PostgreSQL's types need them. */
export type Values = readonly unknown[];

/** One statement's rows. Throws what PostgreSQL says. */
export interface Asking {
  rows<T extends object>(sql: string, values?: Values): Promise<readonly T[]>;
  /** Rows that it changed. */
  change(sql: string, values?: Values): Promise<number>;
}

/** A few connections of one role. */
export interface Database extends Asking {
  /** All or nothing; resolves once COMMIT has returned. */
  transaction<T>(work: (asking: Asking) => Promise<T>): Promise<T>;
  /** Calls `heard` with what is told on a channel until `signal` aborts; throws when the connection is lost. */
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

function asking(client: { readonly query: Query }): Asking {
  return {
    rows: async <T extends object>(sql: string, values: Values = []) =>
      (await client.query(sql, [...values])).rows as readonly T[],
    change: async (sql, values = []) => (await client.query(sql, [...values])).rowCount ?? 0,
  };
}

/** Opens nothing yet: connections are made when something is asked, and made anew after a loss. */
export function connectDatabase(settings: DatabaseSettings): Database {
  const { host, port, database, user, password, most = 4 } = settings;
  const login = { host, port, database, user, ...(password === undefined ? {} : { password }) };
  const pool = new pg.Pool({ ...login, max: most, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A connection that breaks while nobody uses it is left out of the pool; the next question makes another.
  pool.on("error", () => undefined);

  async function transaction<T>(work: (asking: Asking) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    // Broken between two statements: told by the next one.
    client.on("error", () => undefined);
    try {
      await client.query("BEGIN");
      const result = await work(asking(client));
      await client.query("COMMIT");
      return result;
    } catch (error) {
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
    const client = new pg.Client({ ...login, keepAlive: true });
    await client.connect();
    client.on("notification", ({ payload }) => heard(payload ?? ""));
    const over = new Promise<Error | null>((resolve) => {
      client.on("error", resolve);
      client.on("end", () => resolve(new Error("the connection ended")));
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    await client.query(`LISTEN ${channel}`);
    const lost = await over;
    await client.end().catch(() => undefined);
    if (lost) throw lost;
  }

  return { ...asking(pool), transaction, listen, close: () => pool.end() };
}

/** PostgreSQL's words as a fault of ours. */
export function databaseFault(error: unknown): TagwatchError {
  return new TagwatchError("DATABASE_DOWN", `PostgreSQL: ${errorText(error)}`, { cause: error });
}

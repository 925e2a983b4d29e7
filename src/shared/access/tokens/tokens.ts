// The tokens by which programs of the agency (e.g. CAD) are let in, kept in one file that the command line and the daemon
// share. A token is shown once; the file has its hash.
import { createHash, randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import type { TokenScope } from "../../domain/closed-sets.js";
import type { Clock } from "../../domain/ports.js";
import { saidUsage } from "../../domain/said/usage.js";
import type { Millis } from "../../domain/types.js";
import type { WhenMissing } from "../access-file.js";
import { parseNetwork } from "../networks.js";
import type { Exclusively } from "../user-edits.js";
import { openTokenNotes, type TokenNote } from "./token-notes.js";
import { openTokensFile, type Token, type TokenChange } from "./tokens-file.js";

/** What a token is made for. */
export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly purpose: string;
  readonly days: number;
  readonly from: readonly string[];
}

/** What the trail says of a change. */
export interface TokenLine extends Pick<TokenChange, "event" | "detail"> {
  /** The token's name. */
  readonly object: string;
}

/** Writes the line into the trail before the change is made; what it throws leaves all as it was. */
export type TellToken = (line: TokenLine) => void;

/** The tokens of a unit. Where a change is not told, it is left for `takeChanges`. */
export interface Tokens {
  list(): readonly Token[];
  /** The token whose text this is, whatever became of it; null where there is none. */
  find(text: string): Token | null;
  /** Makes one and returns its text, which is kept nowhere. */
  add(wish: TokenWish, by: string, tell?: TellToken): string;
  /** Ends it, for good. */
  revoke(name: string, by: string, tell?: TellToken): void;
  /** Who made it and when it was used last. */
  note(token: Token): TokenNote;
  /** Remembers that a program came with it. */
  use(token: Token, at: Millis): void;
  /** Writes down uses that are due. */
  keepUses(): void;
  /** Hands each change of the command line to `take` (the audit trail), then forgets them. */
  takeChanges(take: (change: TokenChange) => void): void;
}

/** What every token begins with, so that scanners for lost secrets know it. */
const mark = "tagwatch_";
const dayMs = 86_400_000;
const mostDays = 366;
const mostTokens = 32;

const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Why a token lets nobody in at a time; null where it does. A clock before it was made is not set, and shows no expiry. */
export function tokenFault(
  { createdAt, expiresAt, endedAt }: Token,
  at: Millis,
): "revoked" | "expired" | "clock" | null {
  if (endedAt !== null) return "revoked";
  if (at >= expiresAt) return "expired";
  return at < createdAt - dayMs ? "clock" : null;
}

/**
 * A program has no person who could say why, so its purpose is one of the agency's (`console.purposes`), as it is or with more
 * behind it. Throws USAGE for any other.
 */
export function checkTokenPurpose(given: string, purposes: readonly string[]): void {
  if (purposes.some((one) => given === one || given.startsWith(`${one} `))) return;
  const hint = `one of console.purposes, as it is or with more behind it: ${purposes.join(" | ")}`;
  throw saidUsage(hint, "token-why", given);
}

function checkWish({ name, scopes, purpose, days, from }: TokenWish): void {
  if (!/^[a-z0-9][a-z0-9._-]{1,31}$/.test(name))
    throw saidUsage("2 to 32 of a-z, 0-9, dot, dash and underscore", "token-name", name);
  if (scopes.length === 0) throw saidUsage("e.g. --scope alerts", "token-scope");
  if (!Number.isInteger(days) || days < 1 || days > mostDays)
    throw saidUsage("a token is made anew before it expires", "token-days", String(mostDays));
  if (purpose.trim().length < 3 || purpose.length > 200 || /\p{Cc}/u.test(purpose))
    throw saidUsage('e.g. --purpose "dispatch"', "token-purpose");
  const wrong = from.find((network) => parseNetwork(network) === null);
  if (wrong !== undefined)
    throw saidUsage("e.g. --from 10.20.0.0/16, or one address", "token-network", wrong);
}

function tokenOf({ name, scopes, purpose, days, from }: TokenWish, text: string, at: Millis): Token {
  const networks = from.map((network) => parseNetwork(network) ?? network);
  const times = { createdAt: at, expiresAt: at + days * dayMs, endedAt: null };
  const kept = { name, scopes: [...new Set(scopes)], purpose: purpose.trim(), from: networks };
  return { ...kept, ...times, digest: digestOf(text) };
}

/** Those beside a new token: what is over makes room for one of its name. Throws USAGE where there is no room. */
function othersOf({ name }: Token, tokens: readonly Token[], at: Millis): readonly Token[] {
  const others = tokens.filter((one) => one.name !== name || tokenFault(one, at) === null);
  if (others.some((one) => one.name === name))
    throw saidUsage("revoke it first, or take another name", "token-twin", name);
  if (others.length >= mostTokens)
    throw saidUsage("revoke one and use its name", "tokens-full", String(mostTokens));
  return others;
}

function lineOfNew({ name, scopes, purpose, from, expiresAt }: Token): TokenLine {
  const until = new Date(expiresAt).toISOString();
  const detail = { scopes: scopes.join(","), purpose, from: from.join(","), until };
  return { event: "token.add", object: name, detail };
}

/**
 * Opens the tokens of `<store.dir>/tokens.json`, as `openUsers` does the people: read when the file changed, and every
 * change within `exclusively`.
 */
export function openTokens(
  file: string,
  clock: Clock,
  exclusively: Exclusively,
  whenMissing: WhenMissing = "nobody",
): Tokens {
  const { load, save } = openTokensFile(file, whenMissing);
  const notes = openTokenNotes(join(dirname(file), "token-notes.json"));
  const digests = (tokens: readonly Token[]): readonly string[] => tokens.map(({ digest }) => digest);

  /** The change of one token, once it is told or left to be told. */
  function put(tokens: readonly Token[], by: string, line: TokenLine, tell: TellToken | undefined): void {
    const before = load();
    const { object: token, ...of } = line;
    tell?.(line);
    const more = tell ? [] : [{ at: clock.now(), actor: by, token, ...of }];
    save({ ...before, tokens: [...tokens], changes: [...before.changes, ...more] });
  }

  function insert(token: Token, by: string, tell?: TellToken): void {
    exclusively(() => {
      const { tokens } = load();
      const all = [...othersOf(token, tokens, clock.now()), token];
      // First, for nothing hangs on it: no token is there whose text nobody was told.
      notes.keep(digests(all), { digest: token.digest, by });
      put(all, by, lineOfNew(token), tell);
    });
  }

  return {
    list: () => load().tokens,
    find(text) {
      const digest = digestOf(text);
      return load().tokens.find((token) => token.digest === digest) ?? null;
    },
    add(wish, by, tell) {
      checkWish(wish);
      const text = `${mark}${randomBytes(32).toString("base64url")}`;
      insert(tokenOf(wish, text, clock.now()), by, tell);
      return text;
    },
    revoke(name, by, tell) {
      exclusively(() => {
        const { tokens } = load();
        if (!tokens.some((token) => token.name === name && token.endedAt === null))
          throw saidUsage("see `tagwatch token list`", "token-gone", name);
        const ended = tokens.map((one) => (one.name === name ? { ...one, endedAt: clock.now() } : one));
        put(ended, by, { event: "token.revoke", object: name, detail: {} }, tell);
      });
    },
    note: ({ digest }) => notes.of(digest),
    use: ({ digest }, at) => notes.use(digest, at),
    keepUses() {
      if (notes.isDue()) exclusively(() => notes.keep(digests(load().tokens)));
    },
    takeChanges(take) {
      if (load().changes.length === 0) return;
      exclusively(() => {
        const before = load();
        before.changes.forEach(take);
        save({ ...before, changes: [] });
      });
    },
  };
}

// The tokens by which programs of the agency (e.g. CAD) are let in, kept in one file that the command line and the daemon
// share. A token is shown once; the file has its hash.
import { createHash, randomBytes } from "node:crypto";
import type { TokenScope } from "../../domain/closed-sets.js";
import type { Clock } from "../../domain/ports.js";
import type { Millis } from "../../domain/types.js";
import type { WhenMissing } from "../access-file.js";
import { parseNetwork } from "../networks.js";
import { openTokensFile, type Token, type TokenChange } from "./tokens-file.js";
import { usage, type Exclusively } from "../user-edits.js";

/** What a token is made for. */
export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly purpose: string;
  readonly days: number;
  readonly from: readonly string[];
}

/** The tokens of a unit. */
export interface Tokens {
  list(): readonly Token[];
  /** The token whose text this is, whatever became of it; null where there is none. */
  find(text: string): Token | null;
  /** Makes one and returns its text, which is kept nowhere. */
  add(wish: TokenWish, by: string): string;
  /** Ends it, for good. */
  revoke(name: string, by: string): void;
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

function checkWish({ name, scopes, purpose, days, from }: TokenWish): void {
  if (!/^[a-z0-9][a-z0-9._-]{1,31}$/.test(name))
    throw usage(`${JSON.stringify(name)} is no name`, "2 to 32 of a-z, 0-9, dot, dash and underscore");
  if (scopes.length === 0) throw usage("a token needs a scope", "e.g. --scope alerts");
  if (!Number.isInteger(days) || days < 1 || days > mostDays)
    throw usage(`--days is 1 to ${String(mostDays)}`, "a token is made anew before it expires");
  if (purpose.trim().length < 3 || purpose.length > 200 || /\p{Cc}/u.test(purpose))
    throw usage("the purpose is 3 to 200 letters", 'e.g. --purpose "dispatch"');
  const wrong = from.find((network) => parseNetwork(network) === null);
  if (wrong !== undefined)
    throw usage(`${JSON.stringify(wrong)} is no network`, "e.g. --from 10.20.0.0/16, or one address");
}

function tokenOf({ name, scopes, purpose, days, from }: TokenWish, text: string, at: Millis): Token {
  const networks = from.map((network) => parseNetwork(network) ?? network);
  const times = { createdAt: at, expiresAt: at + days * dayMs, endedAt: null };
  const kept = { name, scopes: [...new Set(scopes)], purpose: purpose.trim(), from: networks };
  return { ...kept, ...times, digest: digestOf(text) };
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
  const isOpen = (token: Token): boolean => tokenFault(token, clock.now()) === null;

  /** The change of one token, with its line for the trail. */
  function put(tokens: readonly Token[], change: Omit<TokenChange, "at">): void {
    const { changes } = load();
    save({ version: 1, tokens: [...tokens], changes: [...changes, { ...change, at: clock.now() }] });
  }

  function insert(token: Token, by: string): void {
    exclusively(() => {
      const { tokens } = load();
      // What is over makes room for a new one of its name.
      const others = tokens.filter((one) => one.name !== token.name || isOpen(one));
      if (others.some(({ name }) => name === token.name))
        throw usage(`there is a token ${token.name} already`, "revoke it first, or take another name");
      if (others.length >= mostTokens)
        throw usage(`there are ${String(mostTokens)} tokens`, "revoke one and use its name");
      const { name, scopes, purpose, from, expiresAt } = token;
      const until = new Date(expiresAt).toISOString();
      const detail = { scopes: scopes.join(","), purpose, from: from.join(","), until };
      put([...others, token], { actor: by, event: "token.add", token: name, detail });
    });
  }

  return {
    list: () => load().tokens,
    find(text) {
      const digest = digestOf(text);
      return load().tokens.find((token) => token.digest === digest) ?? null;
    },
    add(wish, by) {
      checkWish(wish);
      const text = `${mark}${randomBytes(32).toString("base64url")}`;
      insert(tokenOf(wish, text, clock.now()), by);
      return text;
    },
    revoke(name, by) {
      exclusively(() => {
        const { tokens } = load();
        if (!tokens.some((token) => token.name === name && token.endedAt === null))
          throw usage(`there is no token ${name} in force`, "see `tagwatch token list`");
        const ended = tokens.map((one) => (one.name === name ? { ...one, endedAt: clock.now() } : one));
        put(ended, { actor: by, event: "token.revoke", token: name, detail: {} });
      });
    },
    takeChanges(take) {
      if (load().changes.length === 0) return;
      exclusively(() => {
        const { tokens, changes } = load();
        changes.forEach(take);
        save({ version: 1, tokens, changes: [] });
      });
    },
  };
}

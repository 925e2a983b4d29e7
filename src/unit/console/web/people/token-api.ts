import type { TokenScope } from "../../../../shared/domain/closed-sets.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import type { MadeTokenJson, TokenJson } from "../../../../shared/web/token-types.js";
import { welcome } from "../api.js";
import { call, post } from "../talk.js";

/** What a token is asked for. */
export interface TokenAsked {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly purpose: string;
  readonly days: number;
  readonly from: readonly string[];
}

/** How the page asks the unit of tokens of programs; all throw Refused with its words. */
export interface TokenTalk {
  /** All tokens, also those that are over. */
  list(): Promise<readonly TokenJson[]>;
  /** The agency's purposes, to choose from. */
  purposes(): Promise<readonly string[]>;
  /** The answer has the token's text, which is told this once. */
  make(asked: TokenAsked): Promise<MadeTokenJson>;
  end(name: string): Promise<unknown>;
}

/** The same as whoever is signed in. */
export const tokenTalk = ({ csrf }: SessionJson): TokenTalk => ({
  list: () => call("/api/tokens"),
  purposes: async () => (await welcome()).purposes,
  make: (asked) => post("/api/tokens", asked, csrf),
  end: (name) => post(`/api/tokens/${encodeURIComponent(name)}/end`, {}, csrf),
});

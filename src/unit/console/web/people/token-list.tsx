import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dateTime } from "../../../../shared/web/format.js";
import type { TokenJson } from "../../../../shared/web/token-types.js";
import { shipped } from "../../../../shared/web/words/en/shipped.js";
import { tokenWords } from "../words/en/tokens.js";

interface Props {
  readonly tokens: readonly TokenJson[];
  readonly busy: boolean;
  readonly onEnd: (name: string) => void;
}

const isOver = ({ state }: TokenJson): boolean => state === "revoked" || state === "expired";

/** Tokens with what they let a program ask; ending one asks twice. */
export function TokenList({ tokens, busy, onEnd }: Props): JSX.Element {
  const words = tokenWords();
  const [sure, setSure] = useState("");
  if (tokens.length === 0) return <p class="state-line">{words.none}</p>;
  return (
    <ul class="key-list" aria-labelledby="tokens-title">
      {tokens.map((token) => (
        <li key={token.name} class={isOver(token) ? "over" : ""}>
          <span>
            <strong>{token.name}</strong> <TokenFacts {...token} />
          </span>
          {!isOver(token) && (
            <button
              type="button"
              class="button"
              disabled={busy}
              aria-label={sure === token.name ? words.endSure(token.name) : words.endNamed(token.name)}
              onClick={() => (sure === token.name ? onEnd(token.name) : setSure(token.name))}
            >
              {sure === token.name ? words.endForGood : words.end}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function TokenFacts({ scopes, purpose, from, by, madeAt, usedAt, until, state }: TokenJson): JSX.Element {
  const words = tokenWords();
  const made = by === null ? words.madeOnly(dateTime(madeAt)) : words.made(by, dateTime(madeAt));
  const used = usedAt === null ? words.unused : words.used(dateTime(usedAt));
  const where = from.length === 0 ? words.anywhere : words.from(from.join(", "));
  return (
    <>
      <small>{scopes.map((scope) => words.scopes[scope]).join(" · ")}</small>
      <small>{[shipped(purpose), where, words.states[state](dateTime(until))].join(" · ")}</small>
      <small>{[made, used].join(" · ")}</small>
    </>
  );
}

import type { JSX } from "preact";
import { dateTime } from "../../../../shared/web/format.js";
import type { ChainJson } from "../../../../shared/web/trail-types.js";
import { oversightWords } from "../words/en/oversight.js";
import { useChain } from "./use-trail.js";

/** How far the chain holds, and up to where it is signed. */
export function ChainLine(): JSX.Element {
  const { chain, fault } = useChain();
  if (fault) return <p class="chain-line bad">{fault}</p>;
  if (!chain) return <p class="chain-line">{oversightWords().following}</p>;
  return (
    <div class={`panel chain-line ${isWhole(chain) ? "" : "bad"}`} role="status">
      <p>{chainWords(chain)}</p>
      {chain.findings.length > 0 && (
        <ul>
          {chain.findings.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const isWhole = ({ findings, signed }: ChainJson): boolean =>
  findings.length === 0 && (signed === null || signed.holds);

/** The chain's state in two sentences. */
const chainWords = (chain: ChainJson): string => `${followedWords(chain)} ${signedWords(chain)}`;

function followedWords({ links, checkedTo, findings }: ChainJson): string {
  const words = oversightWords();
  if (findings.length > 0) return words.broken;
  return checkedTo < links
    ? words.holdsSoFar(String(checkedTo), String(links))
    : words.holds(String(checkedTo));
}

function signedWords({ links, signed }: ChainJson): string {
  const words = oversightWords();
  if (!signed) return words.noHead;
  if (!signed.holds) return words.badSignature;
  const [link, at, after] = [String(signed.seq), dateTime(signed.at), links - signed.seq];
  return after > 0 ? words.signedBefore(link, at, after) : words.signed(link, at);
}

import type { JSX } from "preact";
import { dateTime } from "../../../../shared/web/format.js";
import type { ChainJson } from "../../../../shared/web/trail-types.js";
import { useChain } from "./use-trail.js";

/** How far the chain holds, and up to where it is signed. */
export function ChainLine(): JSX.Element {
  const { chain, fault } = useChain();
  if (fault) return <p class="chain-line bad">{fault}</p>;
  if (!chain) return <p class="chain-line">Following the chain ...</p>;
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
function chainWords({ links, checkedTo, findings, signed }: ChainJson): string {
  const followed =
    findings.length > 0
      ? `The chain does NOT hold: tell the agency's security officer (tagwatch evidence verify says more).`
      : checkedTo < links
        ? `The chain holds up to link ${String(checkedTo)} of ${String(links)}; following on ...`
        : `The chain holds from its first link to link ${String(checkedTo)}, each line of the trail with it.`;
  if (!signed) return `${followed} No head is signed yet.`;
  const rest = Math.max(0, links - signed.seq);
  const after = rest === 0 ? "" : `, ${String(rest)} after it wait for the next`;
  return signed.holds
    ? `${followed} Signed up to link ${String(signed.seq)} on ${dateTime(signed.at)}${after}.`
    : `${followed} The signature of the newest head does NOT hold.`;
}

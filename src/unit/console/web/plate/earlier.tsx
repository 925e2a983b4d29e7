// What a new watch found among earlier reads: how many match, and how many of them stand in Hits.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { EarlierJson, LookoutJson } from "../../../../shared/web/api-types.js";
import { earlierReads } from "../api.js";
import { wantPlate } from "../search/wanted-plate.js";
import { plateWords } from "../words/en/plate.js";

interface Props {
  readonly lookout: LookoutJson;
  /** Leaves the sheet. */
  readonly close: () => void;
}

const everyMs = 2_000;

/** Asks until the unit has been through its reads; that it could not be asked is never "none". */
export function Earlier({ lookout, close }: Props): JSX.Element | null {
  const earlier = useEarlier(lookout.id);
  if (earlier === null) return null;
  if (earlier === "waiting") return <p class="hint">{plateWords().earlierWaiting}</p>;
  const { found, written } = earlier;
  const search = (): void => {
    wantPlate(lookout.plate);
    close();
    location.hash = "/search";
  };
  if (found <= written) return <p class="hint">{plateWords().earlierAll(found)}</p>;
  return (
    <p class="earlier-cut">
      {plateWords().earlierCut(found, written)}{" "}
      <button type="button" class="button" onClick={search}>
        {plateWords().searchFor(lookout.plate)}
      </button>
    </p>
  );
}

function useEarlier(id: string): EarlierJson["earlier"] {
  const [earlier, setEarlier] = useState<EarlierJson["earlier"]>("waiting");
  useEffect(() => {
    if (earlier !== "waiting") return undefined;
    const ask = (): void => {
      earlierReads(id).then(
        (told) => setEarlier(told.earlier),
        () => undefined,
      );
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => clearInterval(timer);
  }, [id, earlier]);
  return earlier;
}

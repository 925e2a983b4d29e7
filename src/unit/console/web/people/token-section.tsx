import type { ComponentChildren, JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Refused } from "../../../../shared/web/refused.js";
import type { TokenJson } from "../../../../shared/web/token-types.js";
import { tokenWords } from "../words/en/tokens.js";
import { NewToken } from "./new-token.js";
import type { TokenTalk } from "./token-api.js";
import { TokenList } from "./token-list.js";

interface Props {
  readonly talk: TokenTalk;
  /** What is said over a sheet, whatever lies below. */
  readonly over: (close: () => void) => ComponentChildren;
}

const faultOf = (error: unknown, otherwise: string): string =>
  error instanceof Refused ? error.message : otherwise;

/** Which programs are let in, a new one, and an end of one. */
export function TokenSection({ talk, over }: Props): JSX.Element {
  const words = tokenWords();
  const [all, setAll] = useState<readonly TokenJson[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const [said, setSaid] = useState<{ readonly text: string; readonly isFault: boolean } | null>(null);
  const tell = (error: unknown, otherwise: string): void =>
    setSaid({ text: faultOf(error, otherwise), isFault: true });
  const load = useCallback((): void => {
    talk.list().then(setAll, (error: unknown) => tell(error, tokenWords().notShown));
  }, [talk]);
  useEffect(load, [load]);
  const end = (name: string): void => {
    setBusy(true);
    setSaid(null);
    talk
      .end(name)
      .then(
        () => {
          setSaid({ text: words.ended(name), isFault: false });
          load();
        },
        (error: unknown) => tell(error, words.notDone),
      )
      .finally(() => setBusy(false));
  };
  return (
    <section class="tokens" aria-labelledby="tokens-title">
      <header>
        <h2 id="tokens-title">{words.title}</h2>
        <button type="button" class="button" onClick={() => setMaking(true)}>
          {words.add}
        </button>
      </header>
      <p>{words.what}</p>
      {said && (
        <p class={said.isFault ? "fault-text" : "state-line"} role={said.isFault ? "alert" : "status"}>
          {said.text}
        </p>
      )}
      {all && <TokenList tokens={all} {...{ busy }} onEnd={end} />}
      {isMaking && <NewToken {...{ talk, over }} onMade={load} onClose={() => setMaking(false)} />}
    </section>
  );
}

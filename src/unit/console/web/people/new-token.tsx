import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Refused } from "../../../../shared/web/refused.js";
import { dateTime } from "../../../../shared/web/format.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import { useCopy } from "../use-copy.js";
import { tokenWords } from "../words/en/tokens.js";
import type { TokenAsked, TokenTalk } from "./token-api.js";
import { TokenForm } from "./token-form.js";

interface Props {
  readonly talk: TokenTalk;
  /** What is said over the sheet, whatever lies below. */
  readonly over: (close: () => void) => ComponentChildren;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

interface Made {
  readonly name: string;
  readonly text: string;
  readonly until: number;
}

/** Makes one token. Its text is shown until the sheet closes, and never again. */
export function NewToken({ talk, over, onMade, onClose }: Props): JSX.Element {
  const words = tokenWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [made, setMade] = useState<Made | null>(null);
  const make = (asked: TokenAsked): void => {
    setBusy(true);
    setFault("");
    talk
      .make(asked)
      .then(
        ({ token: text, until }) => {
          setMade({ name: asked.name.toLowerCase(), text, until });
          onMade();
        },
        (error: unknown) => setFault(error instanceof Refused ? error.message : words.notDone),
      )
      .finally(() => setBusy(false));
  };
  return (
    <SheetFrame title={words.add} kind="token-sheet" {...{ over, onClose }}>
      {() => (
        <>
          {made ? (
            <MadeToken {...made} />
          ) : (
            <TokenForm {...{ talk, busy }} onMake={make} onFault={setFault} />
          )}
          {fault && (
            <p class="fault-text" role="alert">
              {fault}
            </p>
          )}
        </>
      )}
    </SheetFrame>
  );
}

function MadeToken({ name, text, until }: Made): JSX.Element {
  const words = tokenWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const { came, copy } = useCopy(field, text);
  return (
    <>
      <div role="status">
        <p class="state-line">{words.madeFor(name, dateTime(until))}</p>
        <p>{words.once}</p>
      </div>
      <textarea ref={field} class="made-token" readOnly rows={2} aria-label={words.text} value={text} />
      <button type="button" class="button strong" onClick={copy}>
        {words.copy}
      </button>
      <p role="status">{came && (came === "copied" ? words.copied : words.copyByHand)}</p>
    </>
  );
}

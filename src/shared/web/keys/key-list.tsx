import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { KeyJson } from "../../access/keys/key-desk.js";
import { dateTime } from "../format.js";
import { formWords } from "../words/en/forms.js";
import { keyWords } from "../words/en/keys.js";

interface Props {
  readonly keys: readonly KeyJson[];
  readonly busy: boolean;
  readonly onRemove: (key: KeyJson) => void;
}

/** Security keys with their last use; removing one asks twice. */
export function KeyList({ keys, busy, onRemove }: Props): JSX.Element {
  const words = keyWords();
  const [asked, setAsked] = useState("");
  if (keys.length === 0) return <p>{words.none}</p>;
  return (
    <ul class="key-list" aria-label={formWords().keys}>
      {keys.map((key) => (
        <li key={key.ref}>
          <span>
            <strong>{key.label}</strong> <KeyFacts {...key} />
          </span>
          <button
            type="button"
            class="button"
            disabled={busy}
            aria-label={asked === key.ref ? words.removeSure(key.label) : words.removeNamed(key.label)}
            onClick={() => (asked === key.ref ? onRemove(key) : setAsked(key.ref))}
          >
            {asked === key.ref ? words.removeForGood : words.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}

function KeyFacts({ host, usedAt, addedAt, wentBackAt }: KeyJson): JSX.Element {
  const words = keyWords();
  const used = usedAt === null ? words.neverUsed(dateTime(addedAt)) : words.used(dateTime(usedAt));
  return (
    <>
      <small>
        {host} · {used}
      </small>
      {wentBackAt !== null && <small class="fault-text">{words.wentBack(dateTime(wentBackAt))}</small>}
    </>
  );
}

import type { JSX } from "preact";
import { canUseKeys } from "./keys/key-use.js";
import type { FactorAsked } from "./refused.js";
import { formWords } from "./words/en/forms.js";

/** A code is asked for, in these words, or a key. */
export interface Factor extends FactorAsked {
  readonly words: string;
}

interface Props extends Factor {
  readonly busy: boolean;
  /** The security key is to be used. */
  readonly onKey: () => void;
}

/** Asks for the code of the app or for a security key; for a person who has none yet, what the app needs once. */
export function FactorStep({ words, enrolment, keyAsked, busy, onKey }: Props): JSX.Element {
  return (
    <>
      <p class="notice">{words}</p>
      {keyAsked && canUseKeys() && (
        <button type="button" class="button strong wide" disabled={busy} onClick={onKey}>
          {formWords().useKey}
        </button>
      )}
      {enrolment && (
        <div class="enrol">
          <QrCode rows={enrolment.qr} />
          <p>
            {formWords().scan(
              <strong class="enrol-key">{(enrolment.secret.match(/.{1,4}/g) ?? []).join(" ")}</strong>,
            )}
          </p>
        </div>
      )}
      <label>
        {formWords().code}
        <input
          key={enrolment?.ticket ?? "asked"}
          name="code"
          class="plate-text"
          inputMode="numeric"
          autocomplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          title={formWords().sixDigits}
          maxLength={7}
          required
          ref={(field) => field?.focus()}
        />
      </label>
    </>
  );
}

/** Dark squares on white, in every theme: phones look for that. */
function QrCode({ rows }: { readonly rows: readonly string[] }): JSX.Element {
  const squares = rows.flatMap((row, y) =>
    [...row].map((one, x) => (one === "1" ? `M${String(x)} ${String(y)}h1v1h-1z` : "")),
  );
  const side = String(rows.length);
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={formWords().qrOfKey}>
      <rect width={side} height={side} fill="#fff" />
      <path d={squares.join("")} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}

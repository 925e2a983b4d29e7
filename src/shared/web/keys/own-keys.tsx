import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { OwnKeysJson } from "../../access/keys/key-desk.js";
import { formFault } from "../form-fault.js";
import { PasswordField } from "../password-field.js";
import { Refused } from "../refused.js";
import { keyWords } from "../words/en/keys.js";
import { KeyList } from "./key-list.js";
import type { KeyTalk } from "./key-talk.js";
import { canUseKeys, isKnownKey, makeKey } from "./key-use.js";

/** One's own security keys: what there is, a new one, and an end of one. */
export function OwnKeys({ talk }: { readonly talk: KeyTalk }): JSX.Element {
  const words = keyWords();
  const [own, setOwn] = useState<OwnKeysJson | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly text: string; readonly isFault: boolean } | null>(null);
  const run = (work: () => Promise<OwnKeysJson>, done: string): void => {
    setBusy(true);
    setSaid(null);
    work()
      .then(
        (next) => {
          setOwn(next);
          if (done !== "") setSaid({ text: done, isFault: false });
        },
        (error: unknown) => setSaid({ text: faultWords(error), isFault: true }),
      )
      .finally(() => setBusy(false));
  };
  useEffect(() => run(() => talk.own(), ""), []);
  const add = async (password: string, label: string): Promise<OwnKeysJson> => {
    const { ticket, options } = await talk.begin(password, label);
    return talk.finish(ticket, await makeKey(options));
  };
  return (
    <div class="own-keys">
      {own && (
        <KeyList
          {...{ busy }}
          keys={own.keys}
          onRemove={({ ref, label }) => run(() => talk.remove(ref), words.removed(label))}
        />
      )}
      {said && (
        <p class={said.isFault ? "fault-text" : "state-line"} role={said.isFault ? "alert" : "status"}>
          {said.text}
        </p>
      )}
      {own && (
        <MayAdd
          // A new form after each change: it holds a password.
          key={own.keys.length}
          {...{ own, busy }}
          onAdd={(password, label) => run(() => add(password, label), words.added(label))}
          onFault={(text) => setSaid({ text, isFault: true })}
        />
      )}
    </div>
  );
}

function faultWords(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return isKnownKey(error) ? keyWords().known : keyWords().notMade;
}

interface AddProps {
  readonly own: OwnKeysJson;
  readonly busy: boolean;
  readonly onAdd: (password: string, label: string) => void;
  readonly onFault: (text: string) => void;
}

/** The form for a new key, or why there is none. */
function MayAdd({ own: { why, host }, busy, onAdd, onFault }: AddProps): JSX.Element {
  const words = keyWords();
  if (why !== null || host === null) return <p class="state-line">{words.why[why ?? "address"]}</p>;
  if (!canUseKeys()) return <p class="state-line">{words.noBrowser}</p>;
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const missing = formFault(event.currentTarget);
    if (missing !== null) return onFault(missing);
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    onAdd(text("password"), text("label").trim());
  };
  return (
    <form class="hand-out" noValidate onSubmit={submit}>
      <h2>{words.newKey}</h2>
      <p>{words.worksAt(host)}</p>
      <label>
        {words.label}
        <input name="label" required maxLength={40} placeholder={words.example} autocomplete="off" />
      </label>
      <PasswordField label={words.password} />
      <button class="button strong" disabled={busy}>
        {busy ? words.touchNow : words.add}
      </button>
    </form>
  );
}

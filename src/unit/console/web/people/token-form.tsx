// What is asked of a program that is let in.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { tokenScopes } from "../../../../shared/domain/closed-sets.js";
import { formFault } from "../../../../shared/web/form-fault.js";
import { Refused } from "../../../../shared/web/refused.js";
import { shipped } from "../../../../shared/web/words/en/shipped.js";
import { tokenWords } from "../words/en/tokens.js";
import type { TokenAsked, TokenTalk } from "./token-api.js";

interface Props {
  readonly talk: TokenTalk;
  readonly busy: boolean;
  readonly onMake: (asked: TokenAsked) => void;
  readonly onFault: (text: string) => void;
}

const spans = [30, 90, 180, 366];
const usualDays = 90;

function askedBy(form: HTMLFormElement): TokenAsked {
  const data = new FormData(form);
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const ticked = data.getAll("scope");
  return {
    name: text("name"),
    scopes: tokenScopes.filter((scope) => ticked.includes(scope)),
    purpose: `${text("purpose")} ${text("more")}`.trim(),
    days: Number(text("days")),
    from: text("from")
      .split(/[\s,]+/)
      .filter((network) => network !== ""),
  };
}

function Scopes(): JSX.Element {
  const words = tokenWords();
  return (
    <fieldset>
      <legend>{words.mayAsk}</legend>
      {tokenScopes.map((scope) => (
        <label key={scope} class="check">
          <input name="scope" type="checkbox" value={scope} defaultChecked={scope === "alerts"} />{" "}
          {words.scopes[scope]}
        </label>
      ))}
    </fieldset>
  );
}

/** Name, scopes, purpose and end of a new token. */
export function TokenForm({ talk, busy, onMake, onFault }: Props): JSX.Element {
  const words = tokenWords();
  const [purposes, setPurposes] = useState<readonly string[]>([]);
  useEffect(() => {
    talk
      .purposes()
      .then(setPurposes, (error: unknown) =>
        onFault(error instanceof Refused ? error.message : tokenWords().notShown),
      );
  }, [talk]);
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const missing = formFault(event.currentTarget);
    if (missing !== null) return onFault(missing);
    onMake(askedBy(event.currentTarget));
  };
  return (
    <form class="token-form" noValidate onSubmit={submit}>
      <label>
        {words.name}
        <input name="name" required minLength={2} maxLength={32} autocapitalize="none" spellcheck={false} />
      </label>
      <Scopes />
      <label>
        {words.purpose}
        <select name="purpose">
          {purposes.map((purpose) => (
            <option key={purpose} value={purpose}>
              {shipped(purpose)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.more}
        <input name="more" maxLength={100} autocomplete="off" />
      </label>
      <label>
        {words.days}
        <select name="days">
          {spans.map((days) => (
            <option key={days} value={days} selected={days === usualDays}>
              {words.daysOf(days)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.networks}
        <input name="from" maxLength={300} autocapitalize="none" spellcheck={false} autocomplete="off" />
      </label>
      <button class="button strong" disabled={busy}>
        {words.make}
      </button>
    </form>
  );
}

// What is asked of a person who is added or changed.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { roles, type Role } from "../../domain/closed-sets.js";
import type { PersonJson } from "../people-types.js";
import { labelWords } from "../words/en/labels.js";
import { peopleWords } from "../words/en/people.js";
import { KeyList } from "../keys/key-list.js";
import { formWords } from "../words/en/forms.js";
import { keyWords } from "../words/en/keys.js";
import type { PersonStep } from "./people-talk.js";

function RoleChoice({ role }: { readonly role: Role }): JSX.Element {
  return (
    <label>
      {peopleWords().role}
      <select name="role" defaultValue={role}>
        {roles.map((one) => (
          <option key={one} value={one} selected={one === role}>
            {labelWords().role[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

const roleIn = (form: HTMLFormElement): Role => {
  const value = new FormData(form).get("role");
  return roles.find((role) => role === value) ?? "officer";
};

interface NewProps {
  readonly busy: boolean;
  readonly onAdd: (name: string, role: Role) => void;
}

/** Somebody new, by name and role. */
export function NewPerson({ busy, onAdd }: NewProps): JSX.Element {
  const words = peopleWords();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    onAdd(typeof name === "string" ? name.trim() : "", roleIn(event.currentTarget));
  };
  return (
    <form class="hand-out" onSubmit={submit}>
      <label>
        {words.nameRule}
        <input name="name" required minLength={2} maxLength={32} autocapitalize="none" spellcheck={false} />
      </label>
      <RoleChoice role="officer" />
      <button class="button strong" disabled={busy}>
        {words.addKey}
      </button>
    </form>
  );
}

interface ChangesProps {
  readonly person: PersonJson;
  readonly busy: boolean;
  readonly isOneself: boolean;
  readonly onOrder: (order: PersonStep, words: string) => void;
}

/** What may be done with a person; removing asks twice. */
export function Changes({ person, busy, isOneself, onOrder }: ChangesProps): JSX.Element {
  const said = peopleWords();
  const [isSure, setSure] = useState(false);
  const { name, role, disabled, locked, secondFactor } = person;
  const key = (text: string, order: PersonStep, words: string, isLeft = true): JSX.Element | null =>
    isLeft ? (
      <button type="button" class="button" disabled={busy} onClick={() => onOrder(order, words)}>
        {text}
      </button>
    ) : null;
  if (isOneself)
    return (
      <>
        <p>{said.ownRole}</p>
        <p>{said.ownPassword}</p>
      </>
    );
  const setRole = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const next = roleIn(event.currentTarget);
    onOrder({ do: "role", role: next }, said.hasRole(name, labelWords().role[next]));
  };
  return (
    <>
      <form class="hand-out" onSubmit={setRole}>
        <RoleChoice role={role} />
        <button class="button" disabled={busy}>
          {said.changeRole}
        </button>
      </form>
      <PersonsKeys {...{ person, busy, onOrder }} />
      <div class="reasons">
        {key(said.newPassword, { do: "password" }, said.hasPassword(name))}
        {key(said.unlock, { do: "unlock" }, said.unlocked(name), locked)}
        {key(said.disable, { do: "disable" }, said.isDisabled(name), !disabled)}
        {key(said.enable, { do: "enable" }, said.isEnabled(name), disabled)}
        {key(said.forget, { do: "second-factor-reset" }, said.forgotten(name), secondFactor)}
        {isSure ? (
          key(said.removeForGood, { do: "remove" }, said.removed(name))
        ) : (
          <button type="button" class="button" onClick={() => setSure(true)}>
            {said.remove}
          </button>
        )}
      </div>
    </>
  );
}

/** Security keys of a person; an administrator may end them one by one. */
function PersonsKeys({ person, busy, onOrder }: Omit<ChangesProps, "isOneself">): JSX.Element | null {
  const { name, keys } = person;
  const words = keyWords();
  if (keys === null) return <p class="state-line warn">{words.unread}</p>;
  if (keys.length === 0) return null;
  return (
    <>
      <h2>{formWords().keys}</h2>
      <KeyList
        {...{ keys, busy }}
        onRemove={({ ref, label }) => onOrder({ do: "key-remove", key: ref }, words.removedOf(label, name))}
      />
    </>
  );
}

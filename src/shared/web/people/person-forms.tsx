// What is asked of a person who is added or changed.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { roles, type Role } from "../../domain/closed-sets.js";
import type { PersonJson } from "../api-types.js";
import { labelWords } from "../words/en/labels.js";
import type { PersonStep } from "./people-talk.js";

function RoleChoice({ role }: { readonly role: Role }): JSX.Element {
  return (
    <label>
      Role
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
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    onAdd(typeof name === "string" ? name.trim() : "", roleIn(event.currentTarget));
  };
  return (
    <form class="hand-out" onSubmit={submit}>
      <label>
        Name (2 to 32 of a-z, 0-9, dot, dash, underscore)
        <input name="name" required minLength={2} maxLength={32} autocapitalize="none" spellcheck={false} />
      </label>
      <RoleChoice role="officer" />
      <button class="button strong" disabled={busy}>
        Add
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
        <p>Your own role, and whether you may sign in, are for another administrator.</p>
        <p>A new password of your own: tap your name in the top bar.</p>
      </>
    );
  const setRole = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const next = roleIn(event.currentTarget);
    onOrder(
      { do: "role", role: next },
      `${name} is ${labelWords().role[next]} now; open sessions have ended.`,
    );
  };
  return (
    <>
      <form class="hand-out" onSubmit={setRole}>
        <RoleChoice role={role} />
        <button class="button" disabled={busy}>
          Change the role
        </button>
      </form>
      <div class="reasons">
        {key("New password", { do: "password" }, `${name} has a new password; open sessions have ended.`)}
        {key("Unlock", { do: "unlock" }, `${name} may try again.`, locked)}
        {key("Disable", { do: "disable" }, `${name} cannot sign in; open sessions have ended.`, !disabled)}
        {key("Enable", { do: "enable" }, `${name} may sign in again.`, disabled)}
        {key(
          "Forget the second factor",
          { do: "second-factor-reset" },
          `The next sign-in of ${name} from another machine begins a new one.`,
          secondFactor,
        )}
        {isSure ? (
          key("Remove for good", { do: "remove" }, `${name} is removed; the audit trail keeps what was done.`)
        ) : (
          <button type="button" class="button" onClick={() => setSure(true)}>
            Remove ...
          </button>
        )}
      </div>
    </>
  );
}

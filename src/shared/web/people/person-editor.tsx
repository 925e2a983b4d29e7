import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { MadePasswordJson, PersonJson } from "../people-types.js";
import { labelWords } from "../words/en/labels.js";
import { Refused } from "../refused.js";
import { SheetFrame } from "../sheet.js";
import { peopleWords } from "../words/en/people.js";
import type { PeopleTalk } from "./people-talk.js";
import { Changes, NewPerson } from "./person-forms.js";

interface Props {
  /** Who is signed in. */
  readonly name: string;
  readonly talk: PeopleTalk;
  /** Null for somebody new. */
  readonly person: PersonJson | null;
  readonly over?: (close: () => void) => ComponentChildren;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Adds or changes one person. A password that was made is shown until the sheet closes, and never again. */
export function PersonEditor({ name: own, talk, person, over, onChanged, onClose }: Props): JSX.Element {
  const words = peopleWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [told, setTold] = useState<{ readonly words: string; readonly password: string | null } | null>(null);
  const send = (sent: Promise<MadePasswordJson>, done: string): void => {
    setBusy(true);
    setFault("");
    sent
      .then(
        ({ password }) => {
          setTold({ words: done, password });
          onChanged();
        },
        (error: unknown) => setFault(error instanceof Refused ? error.message : words.notDone),
      )
      .finally(() => setBusy(false));
  };
  return (
    <SheetFrame
      title={person ? person.name : words.add}
      kind="person-editor"
      {...(over ? { over } : {})}
      onClose={onClose}
    >
      {() => (
        <>
          {told ? (
            <Told {...told} />
          ) : person ? (
            <Changes
              {...{ person, busy }}
              isOneself={person.name === own}
              onOrder={(order, done) => send(talk.orderPerson(person.name, order), done)}
            />
          ) : (
            <NewPerson
              busy={busy}
              onAdd={(name, role) =>
                send(talk.addPerson(name, role), words.added(name.toLowerCase(), labelWords().role[role]))
              }
            />
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

function Told({
  words,
  password,
}: {
  readonly words: string;
  readonly password: string | null;
}): JSX.Element {
  return (
    <div role="status">
      <p class="state-line">{words}</p>
      {password && (
        <p>
          {peopleWords().passwordOnce} <strong class="made-password">{password}</strong>
        </p>
      )}
    </div>
  );
}

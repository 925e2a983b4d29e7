import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, MadePasswordJson, PersonJson, SessionJson } from "../../../../shared/web/api-types.js";
import { roleLabel } from "../../../../shared/web/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { addPerson, orderPerson } from "./people-api.js";
import { Changes, NewPerson } from "./person-forms.js";
import { Sheet } from "../frame/sheet.js";

interface Props {
  readonly session: SessionJson;
  /** Null for somebody new. */
  readonly person: PersonJson | null;
  readonly alerts: readonly HitJson[];
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Adds or changes one person. A password that was made is shown until the sheet closes, and never again. */
export function PersonEditor({ session, person, alerts, onChanged, onClose }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [told, setTold] = useState<{ readonly words: string; readonly password: string | null } | null>(null);
  const send = (sent: Promise<MadePasswordJson>, words: string): void => {
    setBusy(true);
    setFault("");
    sent
      .then(
        ({ password }) => {
          setTold({ words, password });
          onChanged();
        },
        (error: unknown) => setFault(error instanceof Refused ? error.message : "It was not done."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Sheet
      title={person ? person.name : "Add a person"}
      kind="person-editor"
      alerts={alerts}
      onClose={onClose}
    >
      {() => (
        <>
          {told ? (
            <Told {...told} />
          ) : person ? (
            <Changes
              {...{ person, busy }}
              isOneself={person.name === session.name}
              onOrder={(order, words) => send(orderPerson(session, person.name, order), words)}
            />
          ) : (
            <NewPerson
              busy={busy}
              onAdd={(name, role) =>
                send(
                  addPerson(session, name, role),
                  `${name.toLowerCase()} may sign in as ${roleLabel[role]}.`,
                )
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
    </Sheet>
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
          Password, shown this once: <strong class="made-password">{password}</strong>
        </p>
      )}
    </div>
  );
}

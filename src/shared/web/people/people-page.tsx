import type { ComponentChildren, JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { PersonJson } from "../people-types.js";
import { labelWords } from "../words/en/labels.js";
import { Refused } from "../refused.js";
import { peopleWords } from "../words/en/people.js";
import { keyWords } from "../words/en/keys.js";
import type { PeopleTalk } from "./people-talk.js";
import { PersonEditor } from "./person-editor.js";

interface Props {
  /** Who is signed in. */
  readonly name: string;
  readonly talk: PeopleTalk;
  /** What is said over a sheet, whatever lies below. */
  readonly over?: (close: () => void) => ComponentChildren;
  /** What stands below the people. */
  readonly children?: ComponentChildren;
}

/** Who may sign in, and what each may do. */
export function PeopleView({ name, talk, over, children }: Props): JSX.Element {
  const words = peopleWords();
  const [all, setAll] = useState<readonly PersonJson[] | null>(null);
  const [edited, setEdited] = useState<PersonJson | "new" | null>(null);
  const [fault, setFault] = useState("");
  const load = useCallback((): void => {
    talk
      .people()
      .then(setAll, (error: unknown) => setFault(error instanceof Refused ? error.message : words.notShown));
  }, []);
  useEffect(load, [load]);
  return (
    <main class="people">
      <header>
        <h1>{words.title}</h1>
        <button type="button" class="button strong" onClick={() => setEdited("new")}>
          {words.add}
        </button>
      </header>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <PeopleTable all={all ?? []} onEdit={setEdited} />
      {children}
      {edited && (
        <PersonEditor
          {...{ name, talk }}
          {...(over ? { over } : {})}
          person={edited === "new" ? null : edited}
          onChanged={load}
          onClose={() => setEdited(null)}
        />
      )}
    </main>
  );
}

interface TableProps {
  readonly all: readonly PersonJson[];
  readonly onEdit: (person: PersonJson) => void;
}

function PeopleTable({ all, onEdit }: TableProps): JSX.Element {
  const words = peopleWords();
  return (
    <div class="panel table-box" role="region" aria-label={words.title} tabIndex={0}>
      <table class="found-table">
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.role}</th>
            <th>{words.state}</th>
            <th>{words.secondFactor}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((person) => (
            <tr key={person.name}>
              <td>
                <button
                  type="button"
                  class="open-read"
                  aria-label={words.change(person.name)}
                  onClick={() => onEdit(person)}
                >
                  {person.name}
                </button>
              </td>
              <td>{labelWords().role[person.role]}</td>
              <td>{stateOf(person)}</td>
              <td>{factorOf(person)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function factorOf({ secondFactor, keys }: PersonJson): string {
  if (!secondFactor) return peopleWords().noFactor;
  return keys && keys.length > 0 ? keyWords().ofPerson(keys.length) : peopleWords().hasFactor;
}

function stateOf({ disabled, locked }: PersonJson): string {
  const words = peopleWords();
  return disabled ? words.disabled : locked ? words.locked : words.active;
}

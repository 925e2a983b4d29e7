import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { PeopleView } from "../../../../shared/web/people/people-page.js";
import { CoveredAlert } from "../frame/covered-alert.js";
import { peopleTalk } from "./people-api.js";

interface Props {
  readonly session: SessionJson;
  readonly alerts: readonly HitJson[];
}

/** Who may sign in on this unit, and what each may do. */
export function PeoplePage({ session, alerts }: Props): JSX.Element {
  const talk = useMemo(() => peopleTalk(session), [session]);
  return (
    <PeopleView
      name={session.name}
      talk={talk}
      over={(close) => <CoveredAlert alerts={alerts} onShow={close} />}
    />
  );
}

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { PeopleView } from "../../../../shared/web/people/people-page.js";
import { CoveredAlert } from "../frame/covered-alert.js";
import { peopleTalk } from "./people-api.js";
import { tokenTalk } from "./token-api.js";
import { TokenSection } from "./token-section.js";

interface Props {
  readonly session: SessionJson;
  readonly alerts: readonly HitJson[];
}

/** Who may sign in on this unit, what each may do, and which programs are let in. */
export function PeoplePage({ session, alerts }: Props): JSX.Element {
  const talk = useMemo(() => peopleTalk(session), [session]);
  const programs = useMemo(() => tokenTalk(session), [session]);
  const over = (close: () => void): JSX.Element => <CoveredAlert alerts={alerts} onShow={close} />;
  return (
    <PeopleView name={session.name} {...{ talk, over }}>
      <TokenSection talk={programs} {...{ over }} />
    </PeopleView>
  );
}

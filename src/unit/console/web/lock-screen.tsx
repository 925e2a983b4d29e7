import type { JSX } from "preact";
import type { LockedAlertJson, OpenJson, SessionJson, WatchJson } from "../../../shared/web/api-types.js";
import { ago, timeOfDay } from "../../../shared/web/format.js";
import { BellIcon, FaultIcon, PriorityIcon } from "../../../shared/web/icons.js";
import { openWords } from "../../../shared/web/labels.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { rank } from "./live/card-rule.js";
import { watchWords } from "./live/losses.js";
import { PasswordForm } from "./password-form.js";
import type { Line } from "./live/use-feed.js";
import { shellWords } from "./words/en/shell.js";

interface Props {
  readonly session: SessionJson;
  readonly alerts: readonly LockedAlertJson[];
  readonly open: OpenJson | null;
  readonly watch: WatchJson | null;
  /** Null where the person sees no alerts anyway. */
  readonly line: Line | null;
  /** Server time. */
  readonly now: number;
  /** A hand or a key is there: what sounds until then is heard. */
  readonly onTouch: () => void;
  readonly onUnlocked: (session: SessionJson) => void;
  readonly onOther: () => void;
}

const mostShown = 3;

/** Alerts go on, by sound and by what the server sends to a locked screen: priority, category and plate, nothing restricted. */
export function LockScreen(props: Props): JSX.Element {
  const { session, alerts, open, watch, line, now } = props;
  const words = shellWords();
  return (
    <main class="lock-screen" onPointerDown={props.onTouch} onKeyDown={props.onTouch}>
      <header>
        <h1>{words.lockTitle(session.unit.name)}</h1>
        <span class="clock">{timeOfDay(now)}</span>
      </header>
      {line && <LockState {...{ line, watch, open }} />}
      <ul class="locked-alerts" aria-label={words.lockedAlerts} aria-live="assertive">
        {gravestFirst(alerts)
          .slice(0, mostShown)
          .map((alert) => (
            <LockedAlert key={alert.id} {...{ alert, now }} />
          ))}
      </ul>
      {alerts.length > mostShown && <p class="locked-more">{words.moreLocked(alerts.length - mostShown)}</p>}
      <PasswordForm session={session} word={words.unlock} onRenewed={props.onUnlocked} />
      <button type="button" class="button" onClick={props.onOther}>
        {words.signInOther}
      </button>
    </main>
  );
}

/** Alerts that stand before cancelled ones, of these the highest priority, then the newest. */
function gravestFirst(newestFirst: readonly LockedAlertJson[]): readonly LockedAlertJson[] {
  const weight = ({ cancelled, priority }: LockedAlertJson): number => (cancelled ? -1 : rank[priority]);
  return [...newestFirst].sort((a, b) => weight(b) - weight(a));
}

function LockedAlert(props: { readonly alert: LockedAlertJson; readonly now: number }): JSX.Element {
  const { alert, now } = props;
  const words = shellWords();
  const { priority, category, plate, cancelled = false } = alert;
  return (
    <li class={cancelled ? "over" : `priority-${priority}`}>
      <PriorityIcon priority={priority} />
      <span class="locked-words">
        <strong>{category ? labelWords().category[category] : words.restricted}</strong>
        <span>
          {cancelled ? words.cancelledLocked : labelWords().priorityOf[priority]}, {ago(now - alert.raisedAt)}
        </span>
      </span>
      {plate === null ? <b>{words.unlockToSee}</b> : <span class="plate-text">{plate}</span>}
    </li>
  );
}

function LockState({
  line,
  watch,
  open,
}: Pick<Props, "watch" | "open"> & { readonly line: Line }): JSX.Element {
  if (line === "lost") {
    return (
      <p class="state-line alarm" role="alert">
        <FaultIcon /> {shellWords().noLineLocked}
      </p>
    );
  }
  return (
    <p class={`state-line ${watch && !watch.watching ? "alarm" : ""}`} role="status">
      <BellIcon />
      {watch ? watchWords(watch) : shellWords().connecting}
      {open && ` · ${openWords(open)}`}
    </p>
  );
}

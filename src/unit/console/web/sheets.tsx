import type { JSX } from "preact";
import type { HitJson, SessionJson } from "../../../shared/web/api-types.js";
import type { TourJson } from "../../../shared/web/upkeep-types.js";
import type { Feed } from "./live/feed-state.js";
import { PersonSheet } from "./person-sheet.js";
import { TourSheet } from "./tour/tour-sheet.js";

/** Which sheet is open over the page; empty for none. */
export type OpenSheet = "" | "person" | "tour";

interface Props {
  readonly session: SessionJson;
  readonly feed: Feed;
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
  readonly tour: TourJson | null;
  readonly setTour: (tour: TourJson) => void;
  readonly sheet: OpenSheet;
  readonly setSheet: (sheet: OpenSheet) => void;
  /** This screen's time at which the session ends. */
  readonly endsAt: number;
  readonly playSound: () => boolean;
  readonly onVerify: () => void;
  readonly onSignedOut: () => void;
  readonly onRenewed: (session: SessionJson) => void;
}

/** The sheet that is open over the page. */
export function Sheets(props: Props): JSX.Element | null {
  const { session, feed, alerts, tour, setSheet, onVerify } = props;
  if (props.sheet === "") return null;
  if (props.sheet === "tour") {
    return (
      <TourSheet
        {...{ session, alerts, tour, onVerify }}
        cameras={feed.cameras}
        open={feed.open}
        reads={feed.reads}
        onTour={props.setTour}
        playSound={props.playSound}
        onClose={() => setSheet("")}
      />
    );
  }
  return (
    <PersonSheet
      {...{ session, alerts }}
      open={session.rights.includes("dispose") ? feed.open : null}
      endsAt={props.endsAt}
      onClose={() => setSheet("")}
      onTour={tour ? () => setSheet("tour") : null}
      onVerify={() => (setSheet(""), onVerify())}
      onSignedOut={props.onSignedOut}
      onRenewed={props.onRenewed}
    />
  );
}

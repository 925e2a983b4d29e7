import type { JSX } from "preact";
import type { HitJson, SessionJson } from "../../../shared/web/api-types.js";
import type { TourJson } from "../../../shared/web/upkeep-types.js";
import type { Feed } from "./live/feed-state.js";
import type { useTheme } from "../../../shared/web/theme.js";
import { ScreenSheet } from "./frame/screen-sheet.js";
import type { Sounder } from "./live/sound.js";
import { PersonSheet } from "./person-sheet.js";
import { lazySheet } from "./frame/lazy-page.js";

const TourSheet = lazySheet(async () => (await import("./tour/tour-sheet.js")).TourSheet);

/** Which sheet is open over the page; empty for none. */
export type OpenSheet = "" | "person" | "tour" | "screen";

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
  readonly sounder: Sounder;
  readonly theme: ReturnType<typeof useTheme>;
  readonly onVerify: () => void;
  readonly onSignedOut: () => void;
  readonly onRenewed: (session: SessionJson, said?: string) => void;
}

/** The sheet that is open over the page. */
export function Sheets(props: Props): JSX.Element | null {
  const { session, feed, alerts, tour, setSheet, onVerify } = props;
  if (props.sheet === "") return null;
  if (props.sheet === "screen") {
    const sounder = session.rights.includes("live") ? props.sounder : null;
    return <ScreenSheet {...{ alerts, sounder }} theme={props.theme} onClose={() => setSheet("")} />;
  }
  if (props.sheet === "tour") {
    return (
      <TourSheet
        {...{ session, alerts, tour, onVerify }}
        cameras={feed.cameras}
        open={feed.open}
        reads={feed.reads}
        onTour={props.setTour}
        playSound={() => props.sounder.test()}
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

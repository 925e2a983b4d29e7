import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { themes, type ThemeChoice } from "../../../../shared/web/theme.js";
import { askToNotify, mayNotify } from "../live/notify.js";
import { volumeSteps, type Sounder } from "../live/sound.js";
import { dim, dimmed, dimSteps } from "./dimmer.js";
import { Segments } from "./segments.js";
import { Sheet } from "./sheet.js";

/** What a choice of light is called. */
export const themeLabel: Readonly<Record<ThemeChoice, string>> = {
  auto: "Auto",
  day: "Day",
  night: "Night",
};

interface Props {
  readonly theme: readonly [ThemeChoice, (choice: ThemeChoice) => void];
  /** Null for who sees no alerts. */
  readonly sounder: Sounder | null;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Light and sound of this screen, and what happens while it is hidden. Kept with the screen, not with the person. */
export function ScreenSheet({ theme, sounder, alerts, onClose }: Props): JSX.Element {
  const [step, setStep] = useState(dimmed);
  return (
    <Sheet title="Light and sound" kind="screen-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <>
          <h2>Light</h2>
          <Segments
            label="Light"
            choices={themes.map((one) => [one, themeLabel[one]] as const)}
            isPressed={(one) => one === theme[0]}
            onChoice={theme[1]}
          />
          <h2>Brightness at night</h2>
          <Segments
            label="Brightness at night"
            choices={dimSteps.map((one) => [one, `${String(one)} %`] as const)}
            isPressed={(one) => one === step}
            onChoice={(one) => (dim(one), setStep(one))}
          />
          {sounder && <SoundChoice sounder={sounder} />}
        </>
      )}
    </Sheet>
  );
}

function SoundChoice({ sounder }: { readonly sounder: Sounder }): JSX.Element {
  const [volume, setVolume] = useState(sounder.volume());
  const [isHeard, setHeard] = useState(true);
  const [notices, setNotices] = useState(mayNotify);
  return (
    <>
      <h2>Volume of the alerts</h2>
      <Segments
        label="Volume of the alerts"
        choices={volumeSteps.map(([one, text]) => [one, text] as const)}
        isPressed={(one) => one === volume}
        onChoice={(one) => {
          sounder.setVolume(one);
          setVolume(one);
          setHeard(sounder.test());
        }}
      />
      {!isHeard && (
        <p class="fault-text">The browser lets nothing be heard. Touch the screen, then try again.</p>
      )}
      {notices !== "absent" && (
        <>
          <h2>While another window lies over this page</h2>
          {notices === "default" ? (
            <button
              type="button"
              class="button"
              onClick={() => void askToNotify().then(() => setNotices(mayNotify()))}
            >
              Show a notice when an alert comes
            </button>
          ) : (
            <p>
              {notices === "granted"
                ? "A notice without plate or record is shown when an alert comes."
                : "The browser does not allow notices: alerts are heard only."}
            </p>
          )}
        </>
      )}
    </>
  );
}

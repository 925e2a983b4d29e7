import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { languages, type Language } from "../../../../shared/domain/closed-sets.js";
import { themes, type ThemeChoice } from "../../../../shared/web/theme.js";
import { askToNotify, mayNotify } from "../live/notify.js";
import { volumeSteps, type Sounder } from "../live/sound.js";
import { spoken } from "../../../../shared/web/words/spoken.js";
import { frameWords } from "../words/en/frame.js";
import { chooseLanguage, missingLanguage } from "./language.js";
import { dim, dimmed, dimSteps } from "./dimmer.js";
import { Segments } from "./segments.js";
import { Sheet } from "./sheet.js";

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
  const words = frameWords();
  return (
    <Sheet title={words.title} kind="screen-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <>
          <h2>{words.light}</h2>
          <Segments
            label={words.light}
            choices={themes.map((one) => [one, words.theme[one]] as const)}
            isPressed={(one) => one === theme[0]}
            onChoice={theme[1]}
          />
          <h2>{words.nightLight}</h2>
          <Segments
            label={words.nightLight}
            choices={dimSteps.map((one) => [one, `${String(one)} %`] as const)}
            isPressed={(one) => one === step}
            onChoice={(one) => (dim(one), setStep(one))}
          />
          <LanguageChoice />
          {sounder && <SoundChoice sounder={sounder} />}
        </>
      )}
    </Sheet>
  );
}

/** What each language calls itself: found by who cannot read the other. */
const ownNames: Readonly<Record<Language, string>> = { en: "English", es: "Español" };

function LanguageChoice(): JSX.Element {
  const words = frameWords();
  return (
    <>
      <h2>{words.language}</h2>
      <Segments
        label={words.language}
        choices={languages.map((one) => [one, ownNames[one]] as const)}
        isPressed={(one) => one === spoken()}
        onChoice={(one) => void chooseLanguage(one)}
      />
      {missingLanguage() && (
        <p class="fault-text" role="alert">
          {words.notLoaded}
        </p>
      )}
    </>
  );
}

function SoundChoice({ sounder }: { readonly sounder: Sounder }): JSX.Element {
  const [volume, setVolume] = useState(sounder.volume());
  const [isHeard, setHeard] = useState(true);
  const [notices, setNotices] = useState(mayNotify);
  const words = frameWords();
  return (
    <>
      <h2>{words.volume}</h2>
      <Segments
        label={words.volume}
        choices={volumeSteps.map(([one, name]) => [one, words.volumes[name]] as const)}
        isPressed={(one) => one === volume}
        onChoice={(one) => {
          sounder.setVolume(one);
          setVolume(one);
          setHeard(sounder.test());
        }}
      />
      {!isHeard && <p class="fault-text">{words.unheard}</p>}
      {notices !== "absent" && (
        <>
          <h2>{words.behindTitle}</h2>
          {notices === "default" ? (
            <button
              type="button"
              class="button"
              onClick={() => void askToNotify().then(() => setNotices(mayNotify()))}
            >
              {words.askNotice}
            </button>
          ) : (
            <p>{notices === "granted" ? words.noticeShown : words.noticeRefused}</p>
          )}
        </>
      )}
    </>
  );
}

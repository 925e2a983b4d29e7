import type { JSX } from "preact";
import { bannersOf, elsewhereOf, type BannerProps } from "./banner-list.js";
import { shellWords } from "./words/en/shell.js";

/** On a small screen the row is too low for a finger; the tabs and the chip of faults in the top bar lead on. */
const isSmall = (): boolean => matchMedia("(max-width: 1000px), (max-height: 560px)").matches;

/**
 * What must not be overlooked: one row above every page, always there, so that nothing below moves when it changes. It shows
 * the gravest word and how many others there are. Red is for "not watched" and for alerts; faults are amber.
 */
export function Banners(props: BannerProps): JSX.Element {
  const all = bannersOf(props);
  const [first] = all;
  if (!first) return <div class="banners" />;
  // "Not watched" is gravest and may last; an unseen alert must not wait behind it.
  const alert = first.look === "lost" ? elsewhereOf(props) : null;
  const { look, Icon, words } = first;
  const go = first.go ?? alert?.go;
  const content = (
    <>
      <Icon />
      <span>
        {words}
        {alert && shellWords().waiting(alert.words)}
      </span>
      {all.length > 1 && !look.startsWith("calm") && <span class="banner-more">+{all.length - 1}</span>}
      {go && !isSmall() && <span class="banner-go">{go.word}</span>}
    </>
  );
  return (
    <div class="banners">
      {go && !isSmall() ? (
        <button type="button" class={`banner ${look}`} onClick={go.act}>
          {content}
        </button>
      ) : (
        <p class={`banner ${look}`} role={look.startsWith("calm") ? "status" : "alert"}>
          {content}
        </p>
      )}
    </div>
  );
}

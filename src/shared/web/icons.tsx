// Line icons drawn here, so that the page fetches none. Each is decoration: the text beside it says the same.
import type { ComponentChildren, JSX } from "preact";
import type { Priority } from "../domain/categories.js";

function icon(children: ComponentChildren, filled = false): () => JSX.Element {
  return () => (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill={filled ? "currentColor" : "none"}
      stroke={filled ? "none" : "currentColor"}
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}

// The sign inside a filled shape is cut out in the colour behind it.
const cut = "var(--cut)";

/** Priority high: a filled triangle, told from the other two by its shape as well as its colour. */
export const HighIcon = icon(
  <>
    <path d="M12 1.8 23.4 21.6H.6z" />
    <path d="M12 8.5v6" stroke={cut} stroke-width="2.6" stroke-linecap="round" />
    <circle cx="12" cy="18" r="1.5" fill={cut} />
  </>,
  true,
);
/** Priority medium: a filled diamond. */
export const MediumIcon = icon(
  <>
    <path d="M12 1 23 12 12 23 1 12z" />
    <path d="M12 7v5.6" stroke={cut} stroke-width="2.6" stroke-linecap="round" />
    <circle cx="12" cy="16.4" r="1.5" fill={cut} />
  </>,
  true,
);
/** Priority low: a filled disc. */
export const LowIcon = icon(
  <>
    <circle cx="12" cy="12" r="11" />
    <path d="M12 11v6" stroke={cut} stroke-width="2.6" stroke-linecap="round" />
    <circle cx="12" cy="7.3" r="1.5" fill={cut} />
  </>,
  true,
);
/** All is well; the verdict "verified". */
export const CheckIcon = icon(<path d="M4 12.5 9.5 18 20 6.5" />);
/** The verdict "could not check". */
export const CrossIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);
/** The state read is not the state listed; the verdict "wrong state". */
export const NotEqualIcon = icon(<path d="M5 9h14M5 15h14M16 4 8 20" />);
/** A likely match: not all letters agree. */
export const ApproxIcon = icon(<path d="M4 10c3-4 5 3 8 0s5-4 8 0M4 17c3-4 5 3 8 0s5-4 8 0" />);
/** An exact match. */
export const EqualIcon = icon(<path d="M5 9h14M5 15h14" />);
/** Nothing to compare with (no state was read, or none is listed); the verdict "misread". */
export const QuestionIcon = icon(<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .6-1.5 1.2-1.5 2.3M12 18.5v.1" />);
/** When a plate was seen; the verdict "no longer wanted"; a part that is starting. */
export const ClockIcon = icon(<path d="M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z" />);
/** Where a plate was seen. */
export const PinIcon = icon(<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 8v4" />);
/** Which camera saw a plate. */
export const CameraIcon = icon(<path d="M3 8h12v9H3zM15 11l6-3v9l-6-3" />);
/** A restricted record that is masked until it is opened. */
export const LockIcon = icon(<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />);
/** Sound is on, or has to be allowed by a touch. */
export const SoundIcon = icon(<path d="M4 10v4h4l5 4V6L8 10zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11" />);
/** Low and medium alerts make no sound. */
export const MutedIcon = icon(<path d="M4 10v4h4l5 4V6L8 10zM17 9.5l5 5M22 9.5l-5 5" />);
/** The page is drawn for daylight. */
export const SunIcon = icon(
  <path d="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5" />,
);
/** The page is drawn for night. */
export const MoonIcon = icon(<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />);
/** Day or night goes by the sun. */
export const AutoIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none" />
  </>,
);
/** Ends the session. */
export const SignOutIcon = icon(<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />);
/** Who is signed in. */
export const PersonIcon = icon(
  <path d="M12 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM4 20.5c0-4.5 3.5-6.5 8-6.5s8 2 8 6.5" />,
);
/** Opens the note to a verdict. */
export const NoteIcon = icon(<path d="M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4" />);
/** Dispatch is asked by radio. */
export const RadioIcon = icon(<path d="M7 9h10v12H7zM15 9V2M10 12.5h4M10 17h.1M14 17h.1" />);
/** Dispatch is asked on the computer. */
export const ScreenIcon = icon(<path d="M3 5h18v11H3zM9 20h6M12 16v4" />);
/** A vehicle; the verdict "vehicle differs". */
export const CarIcon = icon(
  <path d="M4 16v-4l2.2-5h11.6l2.2 5v4zM4 12h16M6.5 16v2.5M17.5 16v2.5M7.5 14h.1M16.5 14h.1" />,
);
/** One step back. */
export const BackIcon = icon(<path d="M19 12H5M11 6l-6 6 6 6" />);
/** What became of a hit. */
export const FlagIcon = icon(<path d="M6 21V4M6 5h12l-2.5 4 2.5 4H6" />);
/** The map. */
export const MapIcon = icon(<path d="M3 6.5 9 4l6 2.5L21 4v13.5L15 20l-6-2.5L3 20zM9 4v13.5M15 6.5V20" />);
/** The list of hits. */
export const ListIcon = icon(<path d="M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1" />);
/** The list of reads. */
export const PlateIcon = icon(<path d="M2.5 7h19v10h-19zM7 12h2M11 12h2M15 12h2" />);
/** An alert that waits. */
export const BellIcon = icon(<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4" />);
/** Something is broken or lost. */
export const FaultIcon = icon(<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.8v.1" />);

/** The sign of a priority: triangle, diamond, circle, so that colour is never alone. */
export function PriorityIcon(props: { readonly priority: Priority }): JSX.Element {
  if (props.priority === "high") return <HighIcon />;
  return props.priority === "medium" ? <MediumIcon /> : <LowIcon />;
}

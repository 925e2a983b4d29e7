import type { JSX } from "preact";

interface Props<Value> {
  /** Named to a screen reader. */
  readonly label: string;
  readonly choices: readonly (readonly [value: Value, text: string])[];
  readonly isPressed: (value: Value) => boolean;
  readonly onChoice: (value: Value) => void;
  /** Takes the whole width of a form. */
  readonly whole?: boolean;
}

/** A row of buttons one of which counts. */
export function Segments<Value extends string | number>(props: Props<Value>): JSX.Element {
  const { label, choices, isPressed, onChoice, whole } = props;
  return (
    <div class={whole ? "segments whole" : "segments"} role="group" aria-label={label}>
      {choices.map(([value, text]) => (
        <button type="button" key={value} aria-pressed={isPressed(value)} onClick={() => onChoice(value)}>
          {text}
        </button>
      ))}
    </div>
  );
}

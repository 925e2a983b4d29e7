import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { formWords } from "./words/en/forms.js";

/** A password, which its typist may look at, with a word where the keyboard writes capitals only. */
export function PasswordField({ label }: { readonly label: string }): JSX.Element {
  const [isShown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const show = (shown: boolean): void => {
    if (field.current) field.current.type = shown ? "text" : "password";
    setShown(shown);
  };
  const [isCapital, setCapital] = useState(false);
  const look = (event: KeyboardEvent): void => setCapital(event.getModifierState("CapsLock"));
  return (
    <div class="password-field">
      <label>
        {label}
        <input
          name="password"
          type="password"
          ref={field}
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
          required
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCapital(false)}
        />
      </label>
      <button
        type="button"
        class="peek"
        aria-label={isShown ? formWords().hidePassword : formWords().showPassword}
        onClick={() => show(!isShown)}
      >
        {isShown ? formWords().hide : formWords().show}
      </button>
      {isCapital && (
        <p class="caps" role="status">
          {formWords().capsLock}
        </p>
      )}
    </div>
  );
}

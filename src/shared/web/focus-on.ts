/**
 * After something was chosen by hand: the focus goes to what it brought, where the button that was pressed went away with it.
 * After a touch it shows no ring, and where the button is still there it stays on it.
 */
export function focusOn(selector: string): void {
  // What is not drawn any more has lost the focus only after the next frame.
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const place = document.querySelector<HTMLElement>(selector);
      if (place && place.tabIndex < 0) place.tabIndex = -1;
      place?.focus({ preventScroll: true });
    }),
  );
}

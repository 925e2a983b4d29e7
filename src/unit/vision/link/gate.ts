/** `passed` rejects with the error of `fail`; only the first of `open` and `fail` counts. */
export interface StartGate {
  readonly passed: Promise<void>;
  open(): void;
  fail(error: Error): void;
}

/** Something many may wait for that happens once, or fails once and for all. */
export function createStartGate(): StartGate {
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  // It may fail before anyone waits for it.
  passed.catch(() => undefined);
  return { passed, open: () => open(), fail: (error) => fail(error) };
}

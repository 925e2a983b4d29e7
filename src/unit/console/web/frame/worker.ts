// The page's own words for a unit that does not answer (`static/sw.js`).

interface Policies {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: () => string },
  ): {
    createScriptURL(input: string): string;
  };
}

/** Takes the worker into service; a browser without one shows its own words. Called once. */
export function takeOwnWords(): void {
  if (!("serviceWorker" in navigator)) return;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  // The one policy the unit's header allows: it knows a single address, whatever it is asked for.
  const policy = trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
  const address = policy?.createScriptURL("") ?? "/sw.js";
  // A browser that does not trust the unit's certificate refuses it: then it is not there, and nothing else changes.
  navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch(() => undefined);
}

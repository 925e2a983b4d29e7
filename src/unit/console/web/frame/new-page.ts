/** What tells one build of the page from another; null where the unit does not say. */
async function mark(): Promise<string | null> {
  try {
    return (await fetch("/main.js", { method: "HEAD", cache: "no-store" })).headers.get("etag");
  } catch {
    return null;
  }
}

const loaded = mark();
const isTyping = (): boolean => [...document.querySelectorAll("input")].some(({ value }) => value !== "");

/**
 * Loads the page anew where the unit has another since: a screen that is never switched off would go on with the one of
 * before an upgrade. Only where nobody is signed in, and not under who is typing.
 */
export async function takeNewPage(): Promise<void> {
  const [old, now] = [await loaded, await mark()];
  if (old !== null && now !== null && old !== now && !isTyping()) location.reload();
}

/** Verifies the first hit on the officer's page as an officer would: dispatch is asked, and confirms. Returns the hit's id, or null without a hit. */
export async function giveVerdict(url: string, name: string, password: string): Promise<string | null> {
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const sent = body ? { body: JSON.stringify(body) } : {};
    const kind: Record<string, string> = body ? { "content-type": "application/json" } : {};
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { origin: url, ...kind, ...headers },
      ...sent,
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    return { cookie, body: (await answer.json()) as Record<string, unknown> };
  };
  const { cookie, body } = await call("POST", "/api/session", { name, password, purpose: "demonstration" });
  const headers = { cookie, "x-csrf-token": String(body["csrf"]) };
  const { hits } = (await call("GET", "/api/hits", undefined, headers)).body as {
    hits: readonly { readonly id: string }[];
  };
  const first = hits.at(-1)?.id;
  if (first === undefined) return null;
  await call("POST", `/api/hits/${first}/ask`, { method: "communications-unit" }, headers);
  await call("POST", `/api/hits/${first}/answer`, { answer: "confirmed", by: "demonstration" }, headers);
  return first;
}

// Stands in for a unit that does not answer, so that a reload shows our words and not the browser's: in both languages, for
// what was chosen on the screen is not known here. It keeps no page and no data: what it shows is written here, and everything
// else comes from the unit, so nothing old outlives an upgrade.
/* global self, fetch, Response, Promise, setTimeout */
const patienceMs = 15_000;
let since = "";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && new URL(request.url).pathname === "/") event.respondWith(page(request));
});

async function page(request) {
  try {
    const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), patienceMs));
    const answer = await Promise.race([fetch(request), late]);
    since = "";
    return answer;
  } catch {
    since ||= new Date().toTimeString().slice(0, 5);
    return new Response(words(), {
      status: 503,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      },
    });
  }
}

const words = () => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>The unit does not answer · Tagwatch</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 16px; padding: 24px;
    background: #0d1318; color: #dfe5ea; font: 20px/1.4 system-ui, "Noto Sans", sans-serif; text-align: center; }
  h1, p { margin: 0; }
  .alarm { padding: 12px 20px; border-radius: 8px; background: #8c1220; color: #fff; font-weight: 700; }
</style>
<main>
  <h1>The unit does not answer</h1>
  <p class="alarm" role="alert">Since ${since}. Alerts are NOT shown and do not sound.</p>
  <p>It may be starting. This page tries again every three seconds.<br>
  If it lasts: check that the unit has power and that this screen is connected to it, and tell your supervisor.</p>
  <p lang="es"><strong>La unidad no responde desde las ${since}. Las alertas NO se muestran ni suenan.</strong><br>
  Quizá está arrancando; esta página lo intenta cada tres segundos. Si sigue así, revise que la unidad tenga corriente y que
  esta pantalla esté conectada a ella, y avise a su supervisor.</p>
</main>
</html>`;

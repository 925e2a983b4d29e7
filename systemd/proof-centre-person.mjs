// The person of proof-centre.sh, at a desk: signs in on the site from another machine, with a second factor, and searches
// with a purpose until the unit's reads are there.   node proof-centre-person.mjs ADDRESS HOST AUTHORITY NAME PASSWORD UNIT
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./proof-code.mjs";

const [address, host, authority, name, password, unit] = process.argv.slice(2);
const ca = readFileSync(authority);
const patientMs = 240_000;

function post(path, body, headers = {}) {
  const options = { host: address, port: 8443, path, method: "POST", ca, servername: host };
  const sent = { host: `${host}:8443`, origin: `https://${host}:8443`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, headers: { ...sent, ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (more) => (text += more));
      answer.on("end", () =>
        resolve({ status: answer.statusCode, cookies: answer.headers["set-cookie"], ...JSON.parse(text) }),
      );
    });
    asked.on("error", reject).end(JSON.stringify(body));
  });
}

const begun = await post("/api/session", { name, password });
const { ticket, secret } = begun.enrolment ?? {};
const session = secret ? await post("/api/session", { name, password, code: codeOf(secret), ticket }) : begun;
if (session.status !== 200) throw new Error(`sign-in: ${JSON.stringify(session)}`);
const headers = { cookie: session.cookies[0].split(";")[0], "x-csrf-token": session.csrf };
for (const end = Date.now() + patientMs; Date.now() < end; await sleep(500)) {
  const now = Date.now();
  const span = { from: now - 86_400_000, to: now + 3_600_000 };
  const question = { purpose: session.purposes[0], caseNumber: "26-000001", unit, ...span };
  const found = await post("/api/search", question, headers);
  if (found.status !== 200) throw new Error(`search: ${JSON.stringify(found)}`);
  if (found.reads.length === 0) continue;
  console.log(
    `found ${found.reads.length} reads of ${unit}: ${found.reads
      .slice(0, 3)
      .map((read) => read.plate ?? read.text)
      .join(", ")}`,
  );
  process.exit(0);
}
throw new Error("no read came");

// An enrolled unit's certificate is renewed when two thirds of its time are over: there is a month to find the network.
import { readFileSync } from "node:fs";
import type { X509Certificate } from "node:crypto";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import { renewWith } from "./client.js";
import { identityFiles, keepIdentity, makeUnitKey, readIdentity, type Identity } from "./identity.js";

/** What renewal needs. */
export interface RenewalDeps {
  readonly storeDir: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
}

const lookEveryMs = 3_600_000;
const subject = "certificate";

/** When a certificate is to be renewed: at two thirds of its time. */
export function renewAt({ validFrom, validTo }: Pick<X509Certificate, "validFrom" | "validTo">): number {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  return from + ((to - from) * 2) / 3;
}

/** Renews once if it is time. True when a new certificate was kept. */
export async function renewIfDue({ storeDir, clock, faults, log }: RenewalDeps): Promise<boolean> {
  const files = identityFiles(storeDir);
  let own: Identity | null;
  try {
    own = readIdentity(files);
  } catch (error) {
    const text = `${errorText(error)}. The unit is enrolled, but its certificate cannot be renewed`;
    faults.raise({ code: "ENROLMENT_DAMAGED", subject, severity: "critical", text });
    return false;
  }
  faults.clear("ENROLMENT_DAMAGED", subject);
  if (!own || clock.now() < renewAt(own.certificate)) {
    faults.clear("CERTIFICATE_ENDS", subject);
    return false;
  }
  const fresh = makeUnitKey();
  const { certificate, key: oldKey, centre } = own;
  try {
    const order = { centre, ca: readFileSync(files.ca), certificate, oldKey, at: clock.now() };
    keepIdentity(files, fresh.key, await renewWith(order, fresh));
  } catch (error) {
    const text = `it ends on ${certificate.validTo} and could not be renewed: ${errorText(error)}`;
    faults.raise({ code: "CERTIFICATE_ENDS", subject, severity: "warning", text });
    return false;
  }
  faults.clear("CERTIFICATE_ENDS", subject);
  log.info("the unit's certificate was renewed");
  return true;
}

/** Looks every hour. The uplink reads the file anew at its next connection. */
export function createRenewal(deps: RenewalDeps): Service {
  return {
    name: "renewal",
    async run(signal) {
      while (!signal.aborted) {
        await renewIfDue(deps);
        await deps.clock.sleep(lookEveryMs, signal);
      }
    },
  };
}

// `tagwatch-centre unit`: who may deliver.
import { Command } from "commander";
import { createClock } from "../../shared/platform/clock.js";
import type { Database } from "../archive/database.js";
import { listUnits } from "../archive/unit-registry.js";
import { loadCentreConfig } from "../config/load.js";
import { makeCode, revoke, type EnrolmentDeps } from "../enrolment.js";
import { databaseAs } from "../parts.js";
import { callerName, withCentreConfig } from "./paths.js";

interface UnitCommandSettings {
  readonly config: string;
}

async function within<T>(
  settings: UnitCommandSettings,
  work: (deps: EnrolmentDeps) => Promise<T>,
): Promise<T> {
  const { config } = loadCentreConfig(settings.config);
  const database: Database = databaseAs(config, "site");
  try {
    return await work({ config, database, clock: createClock() });
  } finally {
    await database.close();
  }
}

/** The command `tagwatch-centre unit add|revoke|list`. */
export function unitCommand(): Command {
  const command = new Command("unit").description("the units that may deliver");
  withCentreConfig(
    command.command("add").argument("<name>").description("make a one-time code to enrol a unit with"),
  )
    .option("--code-only", "print nothing but the code")
    .action(async (name: string, settings: UnitCommandSettings & { readonly codeOnly?: boolean }) => {
      const code = await within(settings, (parts) => makeCode(parts, name, callerName()));
      if (settings.codeOnly) console.log(code);
      else console.log(`On the unit, within 24 hours:\n  tagwatch enrol ${code} --write`);
    });
  withCentreConfig(
    command.command("revoke").argument("<name>").description("silence a lost or stolen unit at once"),
  ).action(async (name: string, settings: UnitCommandSettings) => {
    const isTold = await within(settings, (parts) => revoke(parts, name, callerName()));
    console.log(
      isTold
        ? `${name} is silenced: its open connection may do nothing, and a new one is refused`
        : `${name} is revoked, but the broker does not run here: have it read its files (SIGHUP) NOW`,
    );
    if (!isTold) process.exitCode = 1;
  });
  withCentreConfig(command.command("list").description("list them")).action(
    async (settings: UnitCommandSettings) => {
      for (const { unit, expiresAt, isRevoked, seenAt, state } of await within(settings, ({ database }) =>
        listUnits(database),
      )) {
        const certificate = isRevoked
          ? "revoked"
          : expiresAt
            ? `certificate to ${expiresAt.toISOString().slice(0, 10)}`
            : "not enrolled";
        console.log(
          `${unit.padEnd(24)} ${certificate.padEnd(26)} ${state ?? "never heard"} ${seenAt?.toISOString() ?? ""}`,
        );
      }
    },
  );
  return command;
}

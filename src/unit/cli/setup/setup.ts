// `tagwatch setup`: from an installed package to a unit that reads plates.
import { Command, Option } from "commander";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, linkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { passwordFault } from "../../../shared/access/password.js";
import { saidUsage } from "../../../shared/domain/said/usage.js";
import { createClock } from "../../../shared/platform/clock.js";
import { flush, makeFolder } from "../../../shared/platform/durable.js";
import { networkCameras, usbCameras } from "../../camera/find.js";
import { findStream } from "../../camera/rtsp-probe.js";
import { parseConfig } from "../../config/load.js";
import { configSchema } from "../../config/schema.js";
import { findReceiver, gpsdAnswers, serialDevices } from "../../gps/find.js";
import { formatFault } from "../../../shared/platform/config-loader.js";
import { readPassword } from "../../../shared/platform/secret.js";
import { defaultConfigFile } from "../paths.js";
import { addFirstUser } from "../user.js";
import { pageReaches, type Answers, type GpsAnswer } from "./answers.js";
import { askAtTerminal, askHidden } from "./ask.js";
import { makeCertificate, type PageCertificate } from "./authority.js";
import { gather } from "./gather.js";
import { asRootHint, keepingReplaced, placeOf, unitKeyName, type Place } from "./place.js";
import type { GivenAnswers, Surroundings } from "./questions.js";
import { configurationText } from "./yaml.js";

interface SetupSettings extends GivenAnswers {
  readonly config: string;
  readonly store: string;
  readonly user?: string;
  readonly userPasswordFile?: string;
  readonly keyCopy?: string;
  readonly force?: boolean;
  readonly start: boolean;
  readonly yes?: boolean;
  readonly certificate?: boolean;
}

const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

/** The command `tagwatch setup`. */
export function setupCommand(): Command {
  return new Command("setup")
    .description("find cameras and GPS, ask six questions, write the configuration, and start the unit")
    .option("-c, --config <file>", "configuration file to write", defaultConfigFile)
    .option("--store <dir>", "folder of the evidence", "/var/lib/tagwatch")
    .addOption(new Option("--kind <kind>", "vehicle or pole"))
    .option("--name <text>", "number of the vehicle, or name of the site")
    .option("--id <id>", "part of every MQTT topic; default: from the name")
    .option("--assigned-to <text>", "officer or team; none")
    .option("--supervisor <text>", "who answers for this unit; none")
    .option("--watched-by <text>", "pole: who sees its alerts; none")
    .option("--broker <url>", "mqtts://host:port, or none")
    .option("--broker-user <name>", "user at the broker")
    .option("--broker-password-file <file>", "its password")
    .option("--broker-ca <file>", "PEM file of the broker's authority")
    .option("--lists <lists>", "hotlists, ID=FORMAT parted by commas; none")
    .option(
      "--time-zone <zone>",
      "where the unit works; default: the system's, America/Chicago where that is UTC",
    )
    .option("--camera <id=source>", "a camera instead of those found; may be given again", collect)
    .option("--camera-credentials <file>", "user:password of the network cameras")
    .option("--gps <place>", "auto, /dev/…:BAUD, gpsd, none, or LAT,LON")
    .addOption(
      new Option("--page <where>", "the officer's page: also for a tablet, or on this machine alone").choices(
        pageReaches,
      ),
    )
    .option("--user <name>", "first person who may sign in, as supervisor", "supervisor")
    .option("--user-password-file <file>", "that person's password; default: one is made and shown once")
    .option("--key-copy <dir>", "also copy the unit key there, e.g. to a stick for the agency's safe")
    .option("--certificate", "only make the page's certificate anew, e.g. after the address changed")
    .option("--force", "replace a configuration; the old one is kept beside it")
    .option("--yes", "ask nothing: options and defaults are the answers")
    .option("--no-start", "do not start the service")
    .action(async (flags: SetupSettings) => {
      try {
        await setUp(flags);
      } catch (error) {
        throw asRootHint(error);
      }
    });
}

const clock = createClock();

async function findGps(): Promise<GpsAnswer> {
  // gpsd holds its devices, so it is asked first.
  if (await gpsdAnswers(clock)) return { kind: "gpsd", host: "127.0.0.1", port: 2947 };
  const found = await findReceiver(serialDevices(), clock);
  return found ? { kind: "serial", ...found } : { kind: "none" };
}

const aroundHere = (flags: SetupSettings): Surroundings => ({
  ask: process.stdin.isTTY && !flags.yes ? askAtTerminal : null,
  askSecret: async (question) => (await askHidden(question))[0] ?? "",
  tell: (line) => console.log(line),
  usbCameras,
  networkCameras: () => networkCameras(clock),
  findStream,
  findGps,
});

async function setUp(flags: SetupSettings): Promise<void> {
  const place = placeOf(flags.config);
  if (flags.certificate) return showTablet(makeCertificate(place, "unit"));
  if (existsSync(flags.config) && !flags.force)
    throw new TagwatchError("USAGE", `${flags.config} is there already`, {
      hint: "edit it and run tagwatch check; or tagwatch setup --force, which keeps the old one beside it",
    });
  refuseUnusable(flags, place);
  const answers = await gather(flags, aroundHere(flags));
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  const keeping = keepingReplaced(place, (line) => console.log(line), stamp);
  const text = configurationText(answers, {
    secret: (name) => place.reference(name),
    file: (name) => join(place.dir, name),
    store: flags.store,
    knowsSupervisor: "supervisor" in configSchema.shape,
  });
  refuseFaults(text, flags.config);
  putSecrets(answers, keeping);
  const page = answers.page === "tablet" ? makeCertificate(keeping, answers.name) : null;
  const key = unitKey(place);
  if (flags.keyCopy !== undefined) copyKey(key, flags.keyCopy, answers.id);
  if (existsSync(flags.config)) keepOld(flags.config, stamp);
  place.putFile(basename(flags.config), text);
  console.log(
    `\nWrote ${flags.config}. Unit ${answers.id}, cameras ${answers.cameras.map(({ id }) => id).join(", ")}.`,
  );
  makeFolder(flags.store);
  await addFirstUser(flags.config, {
    name: flags.user ?? "supervisor",
    ...(flags.userPasswordFile === undefined ? {} : { passwordFile: flags.userPasswordFile }),
  });
  if (flags.keyCopy === undefined && existsSync(key))
    console.log(
      `Copy ${key} to where your agency keeps its keys: without it this unit's evidence cannot be read.`,
    );
  if (flags.start) start(flags.config);
  if (page) showTablet(page);
  else console.log("The officer's page: http://127.0.0.1:8443 in a browser on this machine.");
  if (answers.lists.length > 0)
    console.log(`Load a list: tagwatch hotlist import --source ${answers.lists[0]?.id ?? ""} FILE`);
  console.log("How it fares: tagwatch doctor");
}

/** Before anything is written: a script that is mended and run again must not find a unit that is half set up. */
function refuseUnusable(settings: SetupSettings, place: Place): void {
  const { user = "supervisor", userPasswordFile, keyCopy } = settings;
  if (keyCopy !== undefined && !existsSync(keyCopy))
    throw new TagwatchError("INPUT_MISSING", `${keyCopy} does not exist`);
  refuseOtherKey(settings, place.secretFile(unitKeyName));
  if (userPasswordFile === undefined) return;
  const fault = passwordFault(user, readPassword(userPasswordFile));
  if (fault !== null) throw saidUsage("choose another password", fault);
}

const isSealed = (key: string): boolean => existsSync(`${key}.cred`);

/** Evidence belongs to the key it was made under: a new one would open none of it, and be copied to the safe in its place. */
function refuseOtherKey({ store, keyCopy }: SetupSettings, key: string): void {
  if (statSync(key, { throwIfNoEntry: false })?.size) return;
  if (isSealed(key) && keyCopy !== undefined)
    throw new TagwatchError("USAGE", `${key}.cred is sealed for this computer: there is nothing to copy`);
  if (isSealed(key) || !existsSync(join(store, "keys/database.key"))) return;
  throw new TagwatchError("DB_KEY", `the evidence in ${store} belongs to a unit key that is not here`, {
    hint: "put the agency's copy back: tagwatch secret set unit.key --file COPY",
  });
}

function refuseFaults(text: string, file: string): void {
  const parsed = parseConfig(text);
  if ("faults" in parsed)
    throw new TagwatchError("USAGE", parsed.faults.map((fault) => formatFault(file, fault)).join("\n"), {
      hint: "nothing was written; give other answers",
    });
  for (const warning of parsed.warnings)
    console.log(formatFault(file, { ...warning, text: `warning: ${warning.text}` }));
}

function putSecrets(answers: Answers, place: Place): void {
  for (const { id, credentials } of answers.cameras)
    if (credentials !== null) place.putSecret(`${id}.camera`, credentials);
  if (answers.broker?.password) place.putSecret("mqtt.password", answers.broker.password);
  if (answers.broker?.ca) place.putFile("broker-ca.pem", answers.broker.ca, 0o644);
}

function unitKey(place: Place): string {
  const file = place.secretFile(unitKeyName);
  return statSync(file, { throwIfNoEntry: false })?.size || isSealed(file)
    ? file
    : place.putSecret(unitKeyName, randomBytes(32));
}

function copyKey(key: string, folder: string, id: string): void {
  const target = join(folder, `tagwatch-${id}-unit.key`);
  copyFileSync(key, target);
  flush(target);
  console.log(
    `Copied the unit key to ${target}. Take it to where your agency keeps its keys; it opens this unit's evidence.`,
  );
}

function keepOld(file: string, stamp: string): void {
  const kept = `${file}.before-${stamp}`;
  // A second name, not another one: until the new file takes this one's place, the unit has a configuration.
  linkSync(file, kept);
  flush(dirname(kept));
  console.log(`The old configuration is kept in ${kept}`);
}

function start(file: string): void {
  if (file !== defaultConfigFile || !existsSync("/run/systemd/system"))
    return console.log("Start it: systemctl enable --now tagwatch");
  // One that runs already would go on by the configuration it was started with.
  const status =
    ["enable --quiet tagwatch", "restart tagwatch"]
      .map((words) => spawnSync("systemctl", words.split(" "), { stdio: "inherit" }).status)
      .find((one) => one !== 0) ?? 0;
  if (status === 0) return console.log("The unit runs: tagwatch doctor");
  console.log("The unit did not start: journalctl -u tagwatch");
  process.exitCode = 1;
}

function showTablet({ authorityFile, fingerprint, names }: PageCertificate): void {
  const address = names.ip[1] ?? names.dns[2] ?? "localhost";
  console.log(`
A tablet, once:
  1. Copy ${authorityFile} to it (USB, or the agency's device management).
  2. Android: Settings, Security, Install a certificate, CA certificate. iPad: open the file, then Settings, General, About, Certificate Trust Settings.
     Its SHA-256 must be ${fingerprint}
  3. Open https://${address}:8443 and sign in. Also by name: ${names.dns.slice(1).join(", ")}. After a change of address: tagwatch setup --certificate, then restart.`);
}

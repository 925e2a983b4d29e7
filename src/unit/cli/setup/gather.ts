// Six questions, each of which an option answers too; cameras and the GPS receiver are looked for.
import { unitKinds } from "../../../shared/domain/closed-sets.js";
import { isTimeZone, isUtc, systemTimeZone } from "../../../shared/domain/local-day.js";
import { idFrom, isNone, listsFrom, type Answers, type BrokerAnswer } from "./answers.js";
import { camerasOf, gpsOf } from "./devices.js";
import {
  answerTo,
  checkedBy,
  textOf,
  type Check,
  type GivenAnswers,
  type Surroundings,
} from "./questions.js";

const orNull = (text: string): string | null => (isNone(text) ? null : text);

async function brokerOf(options: GivenAnswers, around: Surroundings): Promise<BrokerAnswer | null> {
  const check: Check = (text) =>
    isNone(text) || /^(mqtts|wss):\/\/[^@\s]+$/.test(text) || /^(mqtt|ws):\/\/(127\.|localhost)/.test(text)
      ? null
      : "write mqtts://host:port without user and password, or none";
  const url = orNull(
    await answerTo(
      {
        text: "Broker that reads go to (mqtts://host:port, or none)",
        option: "broker",
        fallback: "none",
        check,
      },
      options.broker,
      around,
    ),
  );
  if (url === null) return null;
  const username = orNull(
    options.brokerUser ??
      (around.ask && options.broker === undefined ? await around.ask("User at the broker", "none") : ""),
  );
  const ca = options.brokerCa === undefined ? null : textOf(options.brokerCa);
  if (username === null) return { url, username, password: null, ca };
  const password =
    options.brokerPasswordFile === undefined
      ? around.ask
        ? await around.askSecret(`password of ${username} at the broker: `)
        : null
      : textOf(options.brokerPasswordFile);
  return { url, username, password, ca };
}

// A machine whose time zone was never set runs in UTC, where days of lists end in the afternoon of Kansas.
async function timeZoneOf(options: GivenAnswers, around: Surroundings): Promise<string | null> {
  if (options.timeZone === undefined && !isUtc(systemTimeZone())) return null;
  const check: Check = (text) => (isTimeZone(text) ? null : "write a time zone like America/Chicago");
  return answerTo(
    {
      text: "Time zone (this machine's is not set)",
      option: "time-zone",
      fallback: "America/Chicago",
      check,
    },
    options.timeZone,
    around,
  );
}

const kindOf = (text: string): Answers["kind"] | undefined =>
  unitKinds.find((kind) => text !== "" && kind.startsWith(text.toLowerCase()));

const isKind: Check = (text) => (kindOf(text) ? null : "write vehicle or pole");

type Asked = Pick<Answers, "kind" | "name" | "assignedTo" | "supervisor" | "watchedBy">;

async function whoOf(given: GivenAnswers, around: Surroundings): Promise<Asked> {
  const question = async (text: string, option: string, value: string | undefined): Promise<string | null> =>
    orNull(await answerTo({ text, option, fallback: "none" }, value, around));
  const kindQuestion = { text: "Vehicle or pole", option: "kind", fallback: "vehicle", check: isKind };
  const kind = kindOf(await answerTo(kindQuestion, given.kind, around)) ?? "vehicle";
  const nameText = kind === "vehicle" ? "Number of the vehicle" : "Name of the site";
  const name = await answerTo({ text: nameText, option: "name", fallback: null }, given.name, around);
  const assignedTo = await question("Assigned to (officer or team)", "assigned-to", given.assignedTo);
  const supervisor = await question("Supervisor (name)", "supervisor", given.supervisor);
  const watchedBy =
    kind === "pole" ? await question("Who sees this pole's alerts", "watched-by", given.watchedBy) : null;
  return { kind, name, assignedTo, supervisor, watchedBy };
}

const listsQuestion = {
  text: "Hotlists (ID=FORMAT, parted by commas, or none; bolo: lines you type, csv: a table with a header)",
  option: "lists",
  fallback: "bolo",
  check: checkedBy(listsFrom),
};

/** All answers, by options first, then by questions. Throws USAGE for what is wrong or missing without a terminal. */
export async function gather(given: GivenAnswers, around: Surroundings): Promise<Answers> {
  const who = await whoOf(given, around);
  const broker = await brokerOf(given, around);
  const lists = listsFrom(await answerTo(listsQuestion, given.lists, around));
  const timeZone = await timeZoneOf(given, around);
  const gps = await gpsOf(who.kind, given, around);
  const cameras = await camerasOf(given, around);
  const id = given.id ?? idFrom(who.kind, who.name);
  return { ...who, id, timeZone, cameras, gps, broker, lists, page: given.page ?? "tablet" };
}

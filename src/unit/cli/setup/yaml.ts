// The configuration that `tagwatch setup` writes: every line with what it means, what is not used commented out.
import type { Answers, BrokerAnswer, CameraAnswer, GpsAnswer } from "./answers.js";

/** How the configuration refers to what lies beside it. */
export interface ReferenceDeps {
  /** A secret by its name: `credential:NAME`, or a path. */
  secret(name: string): string;
  /** A file of the configuration's folder. */
  file(name: string): string;
  readonly store: string;
  /** Whether this version knows the key `supervisor`. */
  readonly knowsSupervisor: boolean;
}

/** Text that YAML reads back as this text, whatever stands in it: JSON is YAML. */
const text = (value: string): string =>
  /^[A-Za-z][\w ./-]*$/.test(value) && !reserved.test(value) ? value.trim() : JSON.stringify(value);
const reserved = /^(?:true|false|yes|no|on|off|null|y|n|~)$|\s$/i;

const optional = (key: string, value: string | null, example: string): string =>
  value === null ? `  # ${key}: ${example}` : `  ${key}: ${text(value)}`;

function unitPart(answers: Answers): readonly string[] {
  const { kind, timeZone, assignedTo, watchedBy } = answers;
  const pole = optional("watchedBy", watchedBy, "Dispatch desk # who sees this pole's alerts");
  return [
    "unit:",
    `  id: ${text(answers.id)} # part of every MQTT topic; never change it`,
    `  kind: ${kind} # vehicle or pole`,
    `  name: ${text(answers.name)} # what people call it`,
    `${optional("timeZone", timeZone, "America/Chicago")} # dates of lists are days there; default: the system's`,
    `${optional("assignedTo", assignedTo, "Night patrol")} # officer or team`,
    ...(kind === "pole" ? [pole] : []),
  ];
}

function cameraPart({ id, source, credentials }: CameraAnswer, refs: ReferenceDeps): readonly string[] {
  const isUsb = source.startsWith("/dev/");
  return [
    `  - id: ${text(id)}`,
    `    source: ${text(source)}`,
    `    # name: ${id === "front" ? "Front" : "Front left"} # what officers call it`,
    credentials === null
      ? isUsb
        ? "    # size: 1920x1080"
        : `    # credentials: ${refs.secret(`${id}.camera`)} # tagwatch secret set ${id}.camera: one line user:password`
      : `    credentials: ${refs.secret(`${id}.camera`)} # user:password; change it: tagwatch secret set ${id}.camera`,
    "    # rotate: 90 # mounted on its side: degrees clockwise that turn the picture upright",
  ];
}

function gpsPart(gps: GpsAnswer): readonly string[] {
  if (gps.kind === "none") return ["gps: { kind: none } # reads have no place"];
  if (gps.kind === "fixed")
    return [
      "gps:",
      "  kind: fixed # west and south are negative",
      `  lat: ${String(gps.lat)}`,
      `  lon: ${String(gps.lon)}`,
    ];
  if (gps.kind === "gpsd")
    return ["gps:", "  kind: gpsd", `  host: ${text(gps.host)}`, `  port: ${String(gps.port)}`];
  return ["gps:", "  kind: serial", `  device: ${text(gps.device)}`, `  baud: ${String(gps.baud)}`];
}

function listPart({ lists }: Answers): readonly string[] {
  if (lists.length === 0) return ["hotlist:", "  sources: [] # docs/operator/hotlists.md"];
  const sources = lists.flatMap(({ id, format }) => [
    `    - id: ${text(id)}`,
    `      format: ${format}`,
    ...(format === "bolo"
      ? ["      patterns: true # plates may hold * and ?", "      staleAfter: 1y # typed on the unit"]
      : [
          "      # staleAfter: 24h # an older list is a fault",
          "      # download: { url: https://lists.agency.example/FILE, every: 1h }",
        ]),
  ]);
  return ["hotlist:", "  sources: # tagwatch hotlist import --source ID FILE", ...sources];
}

function uploadPart(broker: BrokerAnswer | null, refs: ReferenceDeps): readonly string[] {
  if (broker === null)
    return [
      "# upload: # without it reads wait on the unit",
      "#   url: mqtts://broker.agency.example:8883",
      "#   username: car-12",
      `#   password: ${refs.secret("mqtt.password")} # tagwatch secret set mqtt.password`,
    ];
  return [
    "upload:",
    `  url: ${text(broker.url)}`,
    ...(broker.username === null ? [] : [`  username: ${text(broker.username)}`]),
    ...(broker.password === null
      ? []
      : [`  password: ${refs.secret("mqtt.password")} # change it: tagwatch secret set mqtt.password`]),
    broker.ca === null
      ? "  # ca: /etc/tagwatch/broker-ca.pem # default: the system's authorities"
      : `  ca: ${refs.file("broker-ca.pem")}`,
  ];
}

function consolePart({ page }: Answers, refs: ReferenceDeps): readonly string[] {
  if (page === "local")
    return ["console: # the officer's page", "  host: 127.0.0.1 # another address needs tls", "  port: 8443"];
  return [
    "console: # the officer's page, also for a tablet",
    "  host: 0.0.0.0",
    "  port: 8443",
    "  tls:",
    `    certificate: ${refs.file("console.crt")} # made by tagwatch setup; anew: tagwatch setup --certificate`,
    `    key: ${refs.secret("console.key")}`,
  ];
}

function supervisorPart({ supervisor }: Answers, { knowsSupervisor }: ReferenceDeps): readonly string[] {
  if (!knowsSupervisor) return [];
  if (supervisor === null)
    return ["# supervisor: # who is told of faults and damage", "#   name: Sergeant", ""];
  return [
    "supervisor: # who is told of faults and damage",
    `  name: ${text(supervisor)}`,
    "  # mail: { host: mail.agency.example, from: tagwatch@agency.example, to: [sergeant@agency.example] }",
    "",
  ];
}

/** The whole file. What it says is checked by `tagwatch check`. */
export function configurationText(answers: Answers, refs: ReferenceDeps): string {
  return [
    "# Written by tagwatch setup. Every key: /opt/tagwatch/current/docs/operator/config.md. After a change: tagwatch check, then",
    "# systemctl restart tagwatch.",
    "# yaml-language-server: $schema=/opt/tagwatch/current/docs/schemas/config.json",
    "",
    ...unitPart(answers),
    "",
    "cameras:",
    ...answers.cameras.flatMap((camera) => cameraPart(camera, refs)),
    "",
    ...gpsPart(answers.gps),
    "",
    ...listPart(answers),
    "",
    "store:",
    `  dir: ${refs.store}`,
    `  key: ${refs.secret("unit.key")} # without it the evidence cannot be read: keep a copy where your agency keeps keys`,
    "  retention: # how long what is kept",
    "    read: 30d # reads without a hit",
    "    hit: 1y",
    "    audit: 2y",
    "",
    ...uploadPart(answers.broker, refs),
    "",
    ...supervisorPart(answers, refs),
    ...consolePart(answers, refs),
    "",
  ].join("\n");
}

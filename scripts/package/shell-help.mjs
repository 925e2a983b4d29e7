// shell-help.mjs completion | man VERSION EPOCH: what a shell and a manual need to know of the command line, from itself.
import { buildProgram } from "../../dist/unit/cli/program.js";

const program = buildProgram();
const own = (command) => command.commands.filter((one) => one.name() !== "help");
const longOptions = (command) => command.options.map((option) => option.long).filter(Boolean);

function completion() {
  const rows = own(program).flatMap((command) => [
    `    ${command.name()}) words="${[...own(command).map((sub) => sub.name()), ...longOptions(command), "--help"].join(" ")}" ;;`,
    ...own(command).map(
      (sub) =>
        `    "${command.name()} ${sub.name()}") words="${[...longOptions(sub), "--help"].join(" ")}" ;;`,
    ),
  ]);
  return `# bash completion for tagwatch
_tagwatch() {
  local current=\${COMP_WORDS[COMP_CWORD]} words='' first=\${COMP_WORDS[1]:-} second=\${COMP_WORDS[2]:-}
  [ "$COMP_CWORD" -gt 2 ] || second=''
  [ "$COMP_CWORD" -gt 1 ] || first=''
  for key in "$first \${second}" "$first"; do
    [ -z "$words" ] || break
    case $key in
${rows.join("\n")}
    esac
  done
  [ -n "$first" ] || words="${[...own(program).map((command) => command.name()), "--help", "--version"].join(" ")}"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _tagwatch tagwatch
`;
}

const roff = (text) => text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^\./gm, "\\&.");

function manual(version, epoch) {
  const options = (command) =>
    command.options.flatMap((option) => [".TP", `.B ${roff(option.flags)}`, roff(option.description || "-")]);
  const usage = (name, command) => [
    `.SS ${roff(`${name} ${command.usage()}`)}`,
    roff(command.description()),
    ...options(command),
  ];
  const rows = own(program).flatMap((command) => [
    ...usage(`tagwatch ${command.name()}`, command),
    ...own(command).flatMap((sub) => usage(`tagwatch ${command.name()} ${sub.name()}`, sub)),
  ]);
  const day = new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
  return [
    `.TH TAGWATCH 1 ${day} "tagwatch ${version}"`,
    ".SH NAME",
    `tagwatch \\- ${roff(program.description())}`,
    ".SH SYNOPSIS",
    ".B tagwatch",
    "COMMAND [OPTIONS]",
    ".SH FILES",
    ".TP\n.I /etc/tagwatch/tagwatch.yaml\nconfiguration; every key: /opt/tagwatch/current/docs/operator/config.md",
    ".TP\n.I /etc/tagwatch/unit.key\nthe unit key, without which the evidence cannot be read",
    ".TP\n.I /etc/tagwatch/secrets\nwhat the configuration names as credential:NAME",
    ".TP\n.I /var/lib/tagwatch\nevidence, hotlists, people",
    ".SH COMMANDS",
    ...rows,
    ".SH EXIT STATUS",
    "0 as asked, 1 a fault, 2 wrong usage, 78 a faulty configuration.",
    ".SH SEE ALSO",
    "/opt/tagwatch/current/docs/operator, journalctl(1), systemctl(1)",
    "",
  ].join("\n");
}

const [what, version = "", epoch = "0"] = process.argv.slice(2);
process.stdout.write(what === "man" ? manual(version, epoch) : completion());

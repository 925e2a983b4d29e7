// The program of the power-cut drill's virtual machine: drives, and prints what it announces on the console, one line each.
import { drive, type WriterNews } from "./writer-unit.js";

const [, , dir = "", key = "", from = "1"] = process.argv;

function tell(news: WriterNews): void {
  // The end mark tells a whole line from one that the cut (or a kernel message) broke.
  if (news.kind === "begun") process.stdout.write(`DRILL begun ${String(news.n)} END\n`);
  else if (news.kind === "announced")
    process.stdout.write(
      `DRILL announced ${news.readId}.${String(news.revision)} ${news.hits.join(",")} END\n`,
    );
  else process.stdout.write(`DRILL ${news.kind} END\n`);
}

await drive({ dir, key, from: Number(from) }, tell);

import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/errors.js";
import { verifyTrail } from "../archive/trail.js";
import { loadCentreConfig } from "../config/load.js";
import { databaseAs } from "../parts.js";
import { withCentreConfig } from "./paths.js";

/** `tagwatch-centre verify`: whether the trail is whole, from its first line to its last; as the auditor's database role. */
export function verifyTrailCommand(): Command {
  return withCentreConfig(new Command("verify"))
    .description("check that no line of the trail was changed or taken away")
    .action(async (options: { readonly config: string }) => {
      const database = databaseAs(loadCentreConfig(options.config).config, "auditor");
      try {
        const wrong = await verifyTrail(database);
        if (wrong.length > 0)
          throw new TagwatchError("AUDIT_WRITE", wrong.slice(0, 100).join("\n"), {
            hint: "somebody with the owner's password or the files changed the trail: keep a copy of all of it now",
          });
        console.log("The trail is whole.");
      } finally {
        await database.close();
      }
    });
}

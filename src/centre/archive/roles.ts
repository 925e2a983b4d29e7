import type { Asking } from "./database.js";

/**
 * Rights in PostgreSQL too: the collector adds, the site reads and holds, the keeper deletes days, the auditor reads the
 * trail. None of them can change or delete evidence or the trail; only the owner, whom no running part is.
 */
export const databaseRoles = ["collector", "site", "keeper", "auditor"] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** The role's name in PostgreSQL. */
export const roleName = (role: DatabaseRole): string => `tagwatch_${role}`;

/** Makes the roles, or gives them new passwords. By the cluster's superuser. */
export async function makeRoles(
  database: Asking,
  passwords: Readonly<Record<DatabaseRole, string>>,
): Promise<void> {
  for (const role of databaseRoles) {
    const name = roleName(role);
    const known = await database.rows("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
    // No statement of this kind takes parameters; the passwords are ours, of base64url.
    await database.change(
      `${known.length > 0 ? "ALTER" : "CREATE"} ROLE ${name} LOGIN PASSWORD '${passwords[role]}'`,
    );
  }
}

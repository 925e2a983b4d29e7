/** As much of an open SQLite database as is needed to ask it something. */
interface Asked {
  prepare(sql: string): { pluck(): { get(): unknown } };
}

/**
 * Whether the file of an open database is encrypted: asked of the cipher, which has no salt for a plain file, and is not
 * there at all in an SQLite without ciphers, which would take a key and write plain pages.
 */
export function isEncrypted(db: Asked): boolean {
  try {
    return typeof db.prepare("SELECT sqlite3mc_codec_data('cipher_salt')").pluck().get() === "string";
  } catch {
    return false;
  }
}

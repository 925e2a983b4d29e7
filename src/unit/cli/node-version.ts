// Before anything else is loaded: an older Node ends in a crash inside a library, which says nothing of what to do.

/** Least Node, as `engines` of package.json has it. */
export const leastNode = "22.14";

/** Whether a version of Node (`20.19.2`) is older than Tagwatch needs. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastNode.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** Ends the program as for a faulty configuration, with one line that says what to do, when its Node is too old. */
export function refuseOldNode(): void {
  const { node } = process.versions;
  if (!isTooOld(node)) return;
  console.error(
    `tagwatch: Node ${node} (${process.execPath}) is too old, it takes ${leastNode} or newer: run scripts/install.sh and start /usr/local/bin/tagwatch, which bring their own; in a checkout run scripts/demo.sh or scripts/test.sh`,
  );
  process.exit(78);
}

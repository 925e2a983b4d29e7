import { useEffect, useState } from "preact/hooks";

const saidMs = 8_000;

/** What the row over the page says of something that was done, for some seconds; empty for nothing. */
export function useSaid() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid] as const;
}

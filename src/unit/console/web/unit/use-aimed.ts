import { useEffect, useState } from "preact/hooks";

const aimedNow = (): string => /^#\/unit\/aim\/([\w-]+)$/.exec(location.hash)?.[1] ?? "";

/** The camera whose live picture is open (empty: none), in the address, so that Back leads to the unit's page. */
export function useAimed(): readonly [string, (camera: string) => void] {
  const [aimed, setAimed] = useState(aimedNow);
  useEffect(() => {
    const onHash = (): void => setAimed(aimedNow());
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  return [aimed, (camera) => void (location.hash = camera === "" ? "/unit" : `/unit/aim/${camera}`)];
}

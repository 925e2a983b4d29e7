import { useEffect, useState } from "preact/hooks";

const aimedNow = (): string => /^#\/unit\/aim\/([\w-]+)$/.exec(location.hash)?.[1] ?? "";

const assigned = "#/unit/assigned";

/** Whether the screen of who has the unit is open, in the address likewise. */
export function useAssigning(): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(location.hash === assigned);
  useEffect(() => {
    const onHash = (): void => setOpen(location.hash === assigned);
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  return [isOpen, (next) => void (location.hash = next ? assigned : "/unit")];
}

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

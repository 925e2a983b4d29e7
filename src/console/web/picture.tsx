import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props {
  readonly address: string;
  readonly alt: string;
  readonly kind: "plate" | "vehicle";
}

/** An evidence picture; says so when there is none. */
export function Picture({ address, alt, kind }: Props): JSX.Element {
  const [missing, setMissing] = useState(false);
  useEffect(() => setMissing(false), [address]);
  return (
    <figure class={`picture ${kind}`}>
      {missing ? (
        <span class="no-picture">No picture</span>
      ) : (
        <img src={address} alt={alt} decoding="async" onError={() => setMissing(true)} />
      )}
    </figure>
  );
}

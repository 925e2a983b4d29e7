import type { JSX } from "preact";
import { dateTime } from "../../../shared/web/format.js";
import { unitsNow } from "./api.js";
import { AskedTable, useAsked } from "./asked.js";

/** All units: when they were last heard, their certificates, their faults. */
export function UnitsPage(): JSX.Element {
  const { rows, fault } = useAsked(unitsNow);
  return (
    <AskedTable title="Units" heads={["Unit", "State", "Last heard", "Certificate", "Faults"]} fault={fault}>
      {rows.map((unit) => (
        <tr key={unit.unit}>
          <td>{unit.unit}</td>
          <td>{unit.state ?? "never heard"}</td>
          <td>{unit.seenAt === null ? "" : dateTime(unit.seenAt)}</td>
          <td>
            {unit.isRevoked
              ? "revoked"
              : unit.certificateTo === null
                ? "not enrolled here"
                : `to ${new Date(unit.certificateTo).toISOString().slice(0, 10)}`}
          </td>
          <td>{unit.faults.map(({ code, subject }) => `${code} ${subject}`).join(", ")}</td>
        </tr>
      ))}
    </AskedTable>
  );
}

import type { JSX } from "preact";
import { dateTime } from "../../../shared/web/format.js";
import { holdsNow } from "./api.js";
import { AskedTable, useAsked } from "./asked.js";

/** Holds that stand, by case. */
export function CasesPage(): JSX.Element {
  const { rows, fault } = useAsked(holdsNow);
  return (
    <AskedTable title="Cases" heads={["Case", "Reason", "Held by", "Made", "Until", "Reads"]} fault={fault}>
      {rows.map((hold) => (
        <tr key={hold.id}>
          <td>{hold.caseNumber}</td>
          <td>{hold.reason}</td>
          <td>{hold.by}</td>
          <td>{dateTime(hold.madeAt)}</td>
          <td>{dateTime(hold.until)}</td>
          <td>{hold.reads}</td>
        </tr>
      ))}
    </AskedTable>
  );
}

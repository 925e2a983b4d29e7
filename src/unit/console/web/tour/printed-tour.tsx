// A report is printed by a page of its own: while the browser's dialog stands, the script of the page that printed stands
// still, and there an alert would be neither shown nor sounded.
import { render } from "preact";
import { TourReport, type TourReportProps } from "./tour-report.js";

/** Opens a page that prints the report and closes. It is handed over inside the browser, so that no address names anybody. */
export function printTour(report: TourReportProps): void {
  const id = crypto.randomUUID();
  const line = new BroadcastChannel(id);
  line.onmessage = () => {
    line.postMessage(report);
    line.close();
  };
  // Without `noopener` it would share this page's thread.
  window.open(`/?print=${id}`, "_blank", "noopener,popup");
}

/** That page: asks for the report by the `id` in its address, and prints it. */
export function printHere(id: string, root: HTMLElement): void {
  const line = new BroadcastChannel(id);
  line.onmessage = ({ data }: MessageEvent<TourReportProps>) => {
    line.close();
    render(<TourReport {...data} />, root);
    addEventListener("afterprint", () => close());
    print();
  };
  line.postMessage("ready");
}

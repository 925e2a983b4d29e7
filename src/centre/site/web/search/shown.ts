import type { ArchiveRead } from "../../../core/questions.js";

/** What each way of showing reads needs. */
export interface ShownProps {
  readonly reads: readonly ArchiveRead[];
  readonly ticket: string;
  /** Ids of reads. */
  readonly chosen: ReadonlySet<string>;
  readonly setChosen: (ids: ReadonlySet<string>) => void;
  readonly onOpen: (readId: string) => void;
}

/** What the watchdog asks of the vision process. */
export interface VisionProgress {
  /** CLOCK_MONOTONIC nanoseconds when a frame was last finished; null before the first. */
  readonly lastFrameMonoNs: bigint | null;
  /** CLOCK_MONOTONIC nanoseconds when the process last answered, also in an earlier life; null before the first. */
  readonly lastHeardMonoNs: bigint | null;
  /** While the process is known to be down and started anew: when one last ended or was started. Null otherwise. */
  readonly mendingMonoNs: bigint | null;
  readonly cameras: readonly { readonly delivering: boolean }[];
}

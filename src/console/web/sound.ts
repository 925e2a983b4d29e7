// Alert sounds, made on the spot (no files). High is never muted.
import type { Priority } from "../../core/types.js";

interface Tone {
  readonly hz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

const tones: Readonly<Record<Priority, { readonly wave: OscillatorType; readonly notes: readonly Tone[] }>> =
  {
    high: {
      wave: "square",
      notes: [0, 260, 520, 780].flatMap((startMs) => [
        { hz: 880, startMs, lengthMs: 120 },
        { hz: 1320, startMs: startMs + 130, lengthMs: 120 },
      ]),
    },
    medium: {
      wave: "triangle",
      notes: [0, 220].map((startMs) => ({ hz: 740, startMs, lengthMs: 160 })),
    },
    low: { wave: "sine", notes: [{ hz: 523, startMs: 0, lengthMs: 220 }] },
  };

const repeatMs = 5_000;
const repeats = 5;
const mutedKey = "tagwatch.muted";

export interface Sounder {
  /** To be called from a touch: browsers keep a page silent until the person has touched it. */
  unlock(): void;
  ready(): boolean;
  muted(): boolean;
  setMuted(muted: boolean): void;
  /** Plays the sound of a priority; high is repeated until `acknowledge`. Low and medium obey the mute. */
  alert(priority: Priority): void;
  acknowledge(): void;
}

function play(audio: AudioContext, priority: Priority): void {
  const { wave, notes } = tones[priority];
  for (const { hz, startMs, lengthMs } of notes) {
    const from = audio.currentTime + startMs / 1000;
    const to = from + lengthMs / 1000;
    const oscillator = new OscillatorNode(audio, { type: wave, frequency: hz });
    const gain = new GainNode(audio, { gain: 0 });
    // Short ramps, or the speaker clicks.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(0.35, from + 0.008);
    gain.gain.setValueAtTime(0.35, to - 0.015);
    gain.gain.linearRampToValueAtTime(0, to);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(to);
  }
}

/** Creates the sounder; it stays silent until unlocked. */
export function createSounder(): Sounder {
  let audio: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function acknowledge(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    unlock() {
      audio ??= new AudioContext();
      if (audio.state !== "running") void audio.resume();
    },
    ready: () => audio?.state === "running",
    muted: () => localStorage.getItem(mutedKey) === "yes",
    setMuted: (muted) => localStorage.setItem(mutedKey, muted ? "yes" : "no"),
    alert(priority) {
      if (priority !== "high" && localStorage.getItem(mutedKey) === "yes") return;
      const context = audio;
      if (!context) return;
      play(context, priority);
      if (priority !== "high") return;
      acknowledge();
      let left = repeats;
      timer = setInterval(() => {
        if (left-- > 0) play(context, "high");
        else acknowledge();
      }, repeatMs);
    },
    acknowledge,
  };
}

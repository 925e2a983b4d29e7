// Sounds, made on the spot (no files). High alerts are never muted.
import type { Priority } from "../../../../shared/domain/categories.js";

interface Tone {
  readonly hz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

/** `reminder`: a hit waits. `loss`: the line, a camera or the position was lost. `blind`: nothing is watched. `nobody`: nobody is signed in. */
export type Sound = Priority | "reminder" | "loss" | "blind" | "nobody";

interface Melody {
  readonly wave: OscillatorType;
  readonly loud: number;
  readonly notes: readonly Tone[];
}

const melodies: Readonly<Record<Sound, Melody>> = {
  high: {
    wave: "square",
    loud: 0.35,
    notes: [0, 260, 520, 780].flatMap((startMs) => [
      { hz: 880, startMs, lengthMs: 120 },
      { hz: 1320, startMs: startMs + 130, lengthMs: 120 },
    ]),
  },
  medium: {
    wave: "triangle",
    loud: 0.35,
    notes: [0, 220].map((startMs) => ({ hz: 740, startMs, lengthMs: 160 })),
  },
  low: { wave: "sine", loud: 0.35, notes: [{ hz: 523, startMs: 0, lengthMs: 220 }] },
  reminder: {
    wave: "sine",
    loud: 0.2,
    notes: [0, 240].map((startMs) => ({ hz: 622, startMs, lengthMs: 180 })),
  },
  loss: {
    wave: "triangle",
    loud: 0.3,
    notes: [
      { hz: 587, startMs: 0, lengthMs: 260 },
      { hz: 392, startMs: 280, lengthMs: 380 },
    ],
  },
  blind: {
    wave: "sawtooth",
    loud: 0.3,
    notes: [0, 420, 840].map((startMs) => ({ hz: 294, startMs, lengthMs: 320 })),
  },
  nobody: { wave: "sine", loud: 0.3, notes: [{ hz: 440, startMs: 0, lengthMs: 300 }] },
};

const repeatMs = 5_000;
const mutedKey = "tagwatch.muted";
const volumeKey = "tagwatch.volume";

/** How loud, as a factor; none is silent. Kept in this browser. */
export const volumeSteps: readonly (readonly [factor: number, name: "low" | "middle" | "high"])[] = [
  [0.4, "low"],
  [1, "middle"],
  [2.4, "high"],
];

function volume(): number {
  return volumeSteps.find(([factor]) => String(factor) === localStorage.getItem(volumeKey))?.[0] ?? 1;
}

/** The page's one source of sound. Until `ready()` the browser lets nothing be heard, and the page says so. */
export interface Sounder {
  /** Starts the sound if the browser lets it: from a touch always, before one only where it is set up to (kiosk). */
  unlock(): void;
  ready(): boolean;
  muted(): boolean;
  setMuted(muted: boolean): void;
  /** One of `volumeSteps`. */
  volume(): number;
  setVolume(factor: number): void;
  /** Plays the sound of an alert; high is repeated until `acknowledge`, however long. Low and medium obey the mute. */
  alert(priority: Priority): void;
  /** Plays a sound once. The reminder of a low or medium hit obeys the mute, as its alert does. */
  once(sound: Exclude<Sound, Priority>, priority?: Priority): void;
  acknowledge(): void;
  /** The sound of a high alert, once. False when the browser lets nothing be heard. */
  test(): boolean;
}

/** A suspended context would keep what it is given and play all of it at once later. */
function play(audio: AudioContext | null, { wave, loud, notes }: Melody): void {
  if (audio?.state !== "running") return;
  const level = Math.min(0.9, loud * volume());
  for (const { hz, startMs, lengthMs } of notes) {
    const from = audio.currentTime + startMs / 1000;
    const to = from + lengthMs / 1000;
    const oscillator = new OscillatorNode(audio, { type: wave, frequency: hz });
    const gain = new GainNode(audio, { gain: 0 });
    // Short ramps, or the speaker clicks.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(level, from + 0.008);
    gain.gain.setValueAtTime(level, to - 0.015);
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
  const isMuted = (priority: Priority | undefined): boolean =>
    priority !== undefined && priority !== "high" && localStorage.getItem(mutedKey) === "yes";

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
    volume,
    setVolume: (factor) => localStorage.setItem(volumeKey, String(factor)),
    setMuted: (muted) => localStorage.setItem(mutedKey, muted ? "yes" : "no"),
    alert(priority) {
      if (isMuted(priority)) return;
      play(audio, melodies[priority]);
      if (priority !== "high") return;
      acknowledge();
      timer = setInterval(() => play(audio, melodies.high), repeatMs);
    },
    once(sound, priority) {
      if (!isMuted(priority)) play(audio, melodies[sound]);
    },
    acknowledge,
    test() {
      play(audio, melodies.high);
      return audio?.state === "running";
    },
  };
}

import { describe, expect, it } from "vitest";
import { chooseTrack, parseTracks, type VideoTrack } from "../../../src/unit/camera/video-tracks.js";

const track = (width: number, seconds: number | null, still = false): VideoTrack => ({
  width,
  height: (width * 9) / 16,
  seconds,
  still,
});

describe("chooseTrack", () => {
  it.each([
    { what: "the only one", tracks: [track(640, 5)], chosen: 0 },
    { what: "the larger", tracks: [track(160, 5), track(640, 5)], chosen: 1 },
    { what: "the longer, though smaller", tracks: [track(4000, 0.04), track(640, 5)], chosen: 1 },
    { what: "none that is a cover", tracks: [track(4000, 5, true), track(640, 5)], chosen: 1 },
    { what: "a cover when there is nothing else", tracks: [track(4000, null, true)], chosen: 0 },
    { what: "the larger where no length is known", tracks: [track(160, null), track(640, null)], chosen: 1 },
    { what: "none", tracks: [], chosen: null },
  ])("takes $what", ({ tracks, chosen }) => {
    expect(chooseTrack(tracks)).toBe(chosen);
  });
});

describe("parseTracks", () => {
  it("reads lengths as MP4 and Matroska give them", () => {
    const streams = [
      { width: 64, height: 36, duration: "2.500000", disposition: { attached_pic: 0 } },
      { width: 64, height: 36, tags: { DURATION: "00:01:02.500000000" }, disposition: { attached_pic: 1 } },
      { width: 64, height: 36, duration: "N/A" },
    ];
    expect(parseTracks(JSON.stringify({ streams }))).toEqual([
      { width: 64, height: 36, seconds: 2.5, still: false },
      { width: 64, height: 36, seconds: 62.5, still: true },
      { width: 64, height: 36, seconds: null, still: false },
    ]);
  });

  it("knows no tracks in anything else", () => {
    expect(parseTracks("ffprobe: not found")).toEqual([]);
    expect(parseTracks("{}")).toEqual([]);
  });
});

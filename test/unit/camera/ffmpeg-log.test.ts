import { describe, expect, it } from "vitest";
import { createFfmpegLog, faultOf } from "../../../src/unit/camera/ffmpeg-log.js";
import { splitAddress, withCredentials } from "../../../src/unit/camera/address.js";
import { redactorOf } from "../../../src/shared/domain/redact.js";

describe("ffmpeg's log", () => {
  it("keeps complaints, whole over pieces, without passwords", () => {
    const log = createFfmpegLog(redactorOf(["u:secret"]));
    log.feed("[info] Input #0, rtsp, from 'rtsp://u:secret@cam/x'\n[rtsp @ 0x55] [error] method DESC");
    log.feed(
      "RIBE failed: 401 Unauthorized\n[error] rtsp://u:secret@cam/x: Server returned 401 Unauthorized\n",
    );
    expect(log.complaints()).toEqual([
      "method DESCRIBE failed: 401 Unauthorized",
      "rtsp://***@cam/x: Server returned 401 Unauthorized",
    ]);
  });

  it("keeps few complaints and counts all", () => {
    const log = createFfmpegLog((text) => text);
    for (let i = 0; i < 100; i++) log.feed(`[h264 @ 0x1] [error] error while decoding MB ${i} 3\n`);
    expect(log.count()).toBe(100);
    expect(log.complaints()).toHaveLength(4);
    expect(log.complaints().at(-1)).toBe("error while decoding MB 99 3");
  });

  it("notices that the camera changed its picture size", () => {
    const log = createFfmpegLog((text) => text);
    const line = (size: string) =>
      `[graph 0 input from stream 0:0 @ 0x55] [verbose] w:${size.replace("x", " h:")} pixfmt:yuv420p\n`;
    log.feed(line("1280x720"));
    log.feed(line("1280x720"));
    expect(log.resizedTo()).toBeNull();
    log.feed(line("640x360"));
    expect(log.resizedTo()).toBe("640x360");
  });
});

describe("faultOf", () => {
  it.each([
    ["Server returned 401 Unauthorized (authorization failed)", "CAMERA_REFUSED"],
    ["method DESCRIBE failed: 404 Not Found", "CAMERA_REFUSED"],
    ["rtsp://h/x: Connection refused", "CAMERA_LOST"],
    ["/dev/video0: Permission denied", "CAMERA_REFUSED"],
    ["rtsp://h/x: No route to host", "CAMERA_LOST"],
    ["/dev/video0: No such file or directory", "CAMERA_LOST"],
    ["error while decoding MB 40 14, bytestream 1404", "CAMERA_LOST"],
  ])("%s is %s", (text, code) => {
    expect(faultOf([text])).toBe(code);
  });
});

describe("addresses", () => {
  it("takes credentials in and out", () => {
    expect(withCredentials("rtsp://h:8554/x", "user:pa:ss/ word\n")).toBe(
      "rtsp://user:pa%3Ass%2F%20word@h:8554/x",
    );
    expect(withCredentials("rtsp://h/{password}?u={user}", "user:$&/")).toBe("rtsp://h/%24%26%2F?u=user");
    expect(splitAddress("rtsp://u:p@h/x")).toEqual({ bare: "rtsp://h/x", userinfo: "u:p" });
    expect(splitAddress("rtsp://u:p/a@ss@h/x")).toEqual({ bare: "rtsp://h/x", userinfo: "u:p/a@ss" });
    expect(splitAddress("rtsp://h/x")).toEqual({ bare: "rtsp://h/x", userinfo: null });
  });
});

#!/usr/bin/python3
"""A real RTSP server on loopback for tests, the demo and benchmarks: serves clips in a loop, as a camera would.

usage: rtsp-server.py [--address ADDRESS] [--port N] [--user NAME:PASSWORD [--digest]] PATH=FILE...

PATH=FILE serves the H.264 track of a file at rtsp://127.0.0.1:PORT/PATH, at its own pace, over and over; every client
starts at the beginning of the file. PATH=test:WIDTHxHEIGHT@FPS serves a moving test picture instead.
A line `show PATH FILE` on standard input: from the next picture on another file is shown there, without a new connection.
Prints `ready PORT` when it listens (port 0 lets the system choose). Needs Debian's ffmpeg, python3-gi,
gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-good, -bad and -ugly.
"""

import argparse
import re
import subprocess
import sys
from fractions import Fraction
from typing import TextIO

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

TEST = re.compile(r"test:(\d+)x(\d+)@(\d+)$")
# An access unit delimiter opens every picture of the streams made by `access_units`.
DELIMITER = b"\x00\x00\x00\x01\x09"
CLIP_PIPELINE = (
    # Few pictures wait, so that another file shows at once.
    "( appsrc name=source format=time max-buffers=3 caps=video/x-h264,stream-format=byte-stream,alignment=au "
    "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)


def probe(path: str, entry: str) -> str:
    """One property of the first video track, as ffprobe prints it."""
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", f"stream={entry}", "-of", "csv=p=0"]
    return subprocess.run([*command, path], check=True, capture_output=True, text=True).stdout.split()[0].strip(",")


def access_units(path: str) -> tuple[list[bytes], Fraction]:
    """The coded pictures of a file and their rate. Pictures that refer forward are encoded anew: cameras have none."""
    codec = ["-c:v", "copy"]
    if probe(path, "has_b_frames") != "0":
        codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-bf", "0", "-g", "30"]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", *codec]
    command += ["-bsf:v", "h264_mp4toannexb,h264_metadata=aud=insert", "-f", "h264", "pipe:1"]
    stream = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    units = [DELIMITER + part for part in stream.split(DELIMITER) if part]
    return units, Fraction(probe(path, "avg_frame_rate"))


class ClipFactory(GstRtspServer.RTSPMediaFactory):
    """Serves a clip without an end: pictures are pushed with ever growing time stamps, the first after the last."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.units, rate = access_units(path)
        self.shown = 0
        self.duration = int(Gst.SECOND / rate)
        self.set_launch(CLIP_PIPELINE)
        self.connect("media-configure", self.on_media)

    def show(self, path: str) -> None:
        """Another file from the next picture on, at the pace of the first one."""
        self.units, _rate = access_units(path)
        self.shown += 1

    def on_media(self, _factory: GstRtspServer.RTSPMediaFactory, media: GstRtspServer.RTSPMedia) -> None:
        source = media.get_element().get_by_name("source")
        source.next_picture = source.began = 0
        source.shown = self.shown
        source.connect("need-data", self.push)

    def push(self, source: Gst.Element, _length: int) -> None:
        number = source.next_picture
        source.next_picture += 1
        if source.shown != self.shown:
            source.shown, source.began = self.shown, number
        buffer = Gst.Buffer.new_wrapped(self.units[(number - source.began) % len(self.units)])
        buffer.pts = buffer.dts = number * self.duration
        buffer.duration = self.duration
        source.emit("push-buffer", buffer)


def test_factory(width: str, height: str, fps: str) -> GstRtspServer.RTSPMediaFactory:
    """A moving ball, made while it is watched."""
    caps = f"video/x-raw,format=I420,width={width},height={height},framerate={fps}/1"
    encoder = f"x264enc tune=zerolatency speed-preset=ultrafast key-int-max={fps}"
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( videotestsrc is-live=1 pattern=ball ! {caps} ! {encoder} ! rtph264pay name=pay0 pt=96 )")
    factory.set_shared(True)
    return factory


def obey(lines: TextIO, factories: dict[str, GstRtspServer.RTSPMediaFactory]) -> bool:
    """One line of standard input; False at its end."""
    line = lines.readline()
    if line.startswith("show "):
        _word, path, file = line.split(maxsplit=2)
        factories[path].show(file.strip())
        print(f"shown {path}", flush=True)
    return line != ""


def require_password(server: GstRtspServer.RTSPServer, user: str, password: str, digest: bool) -> None:
    """Asks every client for a name and a password (basic or digest authentication)."""
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    if digest:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)


def allow_viewers(factory: GstRtspServer.RTSPMediaFactory) -> None:
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_role("viewer")
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("viewer", right, True)
    factory.set_permissions(permissions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", default="0", help="TCP port; 0 lets the system choose")
    parser.add_argument("--address", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--user", help="NAME:PASSWORD asked of every client")
    parser.add_argument("--digest", action="store_true", help="ask by digest instead of basic authentication")
    parser.add_argument("sources", nargs="+", metavar="PATH=FILE")
    options = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(options.address)
    server.set_service(options.port)
    if options.user:
        require_password(server, *options.user.split(":", 1), digest=options.digest)
    factories = {}
    for entry in options.sources:
        path, _, source = entry.partition("=")
        test = TEST.match(source)
        try:
            factory = test_factory(*test.groups()) if test else ClipFactory(source)
        except subprocess.CalledProcessError:
            sys.exit(f"rtsp-server: {source}: cannot be read as video")
        if options.user:
            allow_viewers(factory)
        factories[path] = factory
        server.get_mount_points().add_factory("/" + path.lstrip("/"), factory)
    if server.attach(None) == 0:
        sys.exit(f"rtsp-server: port {options.port} is taken")
    print(f"ready {server.get_bound_port()}", flush=True)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, lambda lines, _why: obey(lines, factories))
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()

/** Faults of cameras: what the capture says, and what their pictures show. A part of the table of errors. */
export const cameraErrors = {
  CAMERA_STALLED: { text: "a camera sends no frames", hint: "check power, cable and address of the camera" },
  CAMERA_LOST: { text: "a camera ended its stream", hint: "check power, cable and address of the camera" },
  CAMERA_REFUSED: { text: "a camera refused the connection", hint: "check address, path, user and password" },
  CAMERA_UNSTEADY: {
    text: "a camera changes the size of its pictures again and again",
    hint: "set a fixed resolution in the camera and switch off what adapts it to the network; look whether it starts anew by itself",
  },
  CAMERA_BLIND: {
    text: "a camera sends pictures in which nothing can be seen",
    hint: "look at the lens: covered, dirty, blinded by the sun, or its cap still on; dense fog passes by itself",
  },
  CAMERA_FROZEN: {
    text: "a camera sends the same picture again and again",
    hint: "switch the camera off and on; if it comes back, update or replace it",
  },
  CAMERA_DARK: {
    text: "a camera sees nothing by night",
    hint: "give it light (an infrared lamp), or see whether its lens is covered",
  },
  CAMERA_STILL: {
    text: "nothing changes in a camera's picture",
    hint: "see whether the road is closed; otherwise the picture is frozen: switch the camera off and on",
  },
  CAMERA_QUIET: {
    text: "a camera reads no plates for longer than usual at this hour",
    hint: "look at its picture: aim, focus, light, and whether the road is closed; tagwatch doctor says what else is wrong",
  },
  CAMERA_FOCUS: {
    text: "a camera is out of focus",
    hint: "clean the lens (water, frost, grease), then set the focus anew; fog passes by itself",
  },
  CAMERA_LAMP: {
    text: "a camera's infrared lamp gives no light",
    hint: "check the lamp, its power and its day and night switch; until then plates are read by headlights only, or not at all",
  },
  CAMERA_DIRTY: {
    text: "a part of a camera's picture is lost",
    hint: "clean the lens, and see whether something stands before it; plates are read in the rest of the picture",
  },
  CAMERA_MOVED: {
    text: "a camera shows another place than before, or something covers it",
    hint: "aim it anew, and set region and masks again; if the new place is meant, restart the daemon",
  },
  CAMERA_COLOR: {
    text: "the colors of a camera's picture are wrong",
    hint: "check cable, infrared filter and white balance of the camera; plates are read, states and vehicles may be told wrongly",
  },
  CAMERA_INTERLACED: {
    text: "a camera sends interlaced pictures",
    hint: "set the camera to progressive video: what moves is torn into lines, and plates are read worse",
  },
  CAMERA_DECODING: {
    text: "a device that was to decode a camera's stream does not; software does it",
    hint: "plates are read all the same, with more work for the processor; see the device's driver and the rights of the service (group video or render), or set decoding: software; a restart tries it again",
  },
  FFMPEG_MISSING: { text: "ffmpeg cannot be started", hint: "install it: apt-get install ffmpeg" },
} as const;

// A 1080p30 H.264 clip for the benchmark: a street of stripes with invented plates that drift through it.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import sharp from "sharp";

const texts = ["KBR482", "7GTX305", "LMN6024", "RTW198", "4HDJ773", "BXC561"];

/** Renders the clip (10 s) with `plates` plates in view into `dir` and returns its path. */
export async function makeClip(dir: string, plates: number): Promise<string> {
  const street = join(dir, "street.png");
  await sharp(Buffer.from(streetSvg())).png().toFile(street);
  const files = await Promise.all(
    Array.from({ length: plates }, async (_, i) => {
      const file = join(dir, `plate${i}.png`);
      await sharp(Buffer.from(plateSvg(texts[i % texts.length])))
        .png()
        .toFile(file);
      return file;
    }),
  );
  const inputs = [street, ...files].flatMap((file) => ["-loop", "1", "-framerate", "30", "-i", file]);
  const overlays = files.map((_, i) => {
    const from = i === 0 ? "[0:v]" : `[v${i}]`;
    return `${from}[${i + 1}:v]overlay=x='${120 + (i % 3) * 560}+25*t':y='${260 + Math.floor(i / 3) * 380}+8*t'[v${i + 1}]`;
  });
  const grain = `[${plates === 0 ? "0:v" : `v${plates}`}]noise=alls=6:allf=t,format=yuv420p[out]`;
  const clip = join(dir, "clip.mp4");
  const codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "0", "-g", "30"];
  const graph = ["-filter_complex", [...overlays, grain].join(";"), "-map", "[out]"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...inputs, ...graph, "-t", "10", ...codec, clip]);
  return clip;
}

function plateSvg(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="150" height="75">
    <rect width="150" height="75" rx="7" fill="#f4f4f0"/><rect x="3" y="3" width="144" height="69" rx="5" fill="none" stroke="#223" stroke-width="2"/>
    <text x="75" y="52" font-family="DejaVu Sans Condensed" font-weight="bold" font-size="34" text-anchor="middle" fill="#123">${text}</text></svg>`;
}

export function streetSvg(): string {
  const shapes = Array.from({ length: 60 }, (_, i) => {
    const [x, y] = [(i * 397) % 1920, (i * 211) % 1080];
    const grey = 60 + ((i * 37) % 90);
    return `<rect x="${x}" y="${y}" width="${80 + ((i * 53) % 300)}" height="${40 + ((i * 29) % 160)}" fill="rgb(${grey},${grey},${grey + 8})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="1080" fill="#6a7078"/>${shapes.join("")}</svg>`;
}

// Rendered pictures of an invented plate and car, as JPEG, for tests and screenshots of the page.
import sharp from "sharp";
import type { ReadPictures } from "../../../src/shared/domain/types.js";

export interface Look {
  readonly text: string;
  readonly state?: string;
  readonly body?: string;
  readonly night?: boolean;
}

const escape = (text: string): string => text.replace(/[<&>]/g, "");

function plateSvg({ text, state = "KANSAS", night = false }: Look): string {
  const [back, ink] = night ? ["#c9cdd2", "#101820"] : ["#e9eef2", "#142a5c"];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="180">
    <rect width="360" height="180" fill="#20262c"/>
    <g transform="rotate(-1.5 180 90)"><rect x="16" y="14" width="328" height="152" rx="14" fill="${back}" stroke="${ink}" stroke-width="4"/>
    <text x="180" y="46" font-family="DejaVu Sans" font-weight="bold" font-size="24" text-anchor="middle" fill="${ink}">${escape(state)}</text>
    <text x="180" y="140" font-family="DejaVu Sans Condensed" font-weight="bold" font-size="66" text-anchor="middle" textLength="290" lengthAdjust="spacingAndGlyphs" fill="${ink}">${escape(text)}</text></g></svg>`;
}

function vehicleSvg({ text, body = "#2d5e96", night = false }: Look): string {
  const [sky, road] = night ? ["#0b0f14", "#15191e"] : ["#a9bccb", "#5b6066"];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
    <rect width="640" height="480" fill="${sky}"/><path d="M0 300h640v180H0z" fill="${road}"/>
    <path d="M150 210 190 110q6-14 22-14h216q16 0 22 14l40 100z" fill="${body}"/><path d="M190 205 216 128q4-10 14-10h180q10 0 14 10l26 77z" fill="#1b2730"/>
    <rect x="110" y="200" width="420" height="150" rx="26" fill="${body}"/><rect x="110" y="335" width="420" height="34" rx="12" fill="#1a1d20"/>
    <rect x="128" y="226" width="70" height="34" rx="8" fill="#c81e2c"/><rect x="442" y="226" width="70" height="34" rx="8" fill="#c81e2c"/>
    <rect x="130" y="350" width="70" height="60" rx="12" fill="#0c0d0f"/><rect x="440" y="350" width="70" height="60" rx="12" fill="#0c0d0f"/>
    <rect x="254" y="262" width="132" height="66" rx="6" fill="#e9eef2" stroke="#142a5c" stroke-width="3"/>
    <text x="320" y="313" font-family="DejaVu Sans Condensed" font-weight="bold" font-size="29" text-anchor="middle" textLength="116" lengthAdjust="spacingAndGlyphs" fill="#142a5c">${escape(text)}</text></svg>`;
}

/** Draws both pictures of a plate. */
export async function drawnPictures(look: Look): Promise<ReadPictures> {
  const draw = (svg: string): Promise<Buffer> =>
    sharp(Buffer.from(svg)).blur(0.8).jpeg({ quality: 82 }).toBuffer();
  const [plate, vehicle] = await Promise.all([draw(plateSvg(look)), draw(vehicleSvg(look))]);
  return { plate, vehicle };
}

/** The bitmap of a JPEG in base64; whoever has it closes it. */
export function decoded(jpeg: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(jpeg), (sign) => sign.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
}

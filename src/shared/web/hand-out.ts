// What pages do that hand something out.

/** Hands a file to the browser, which saves it. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The end of a whole day (`2026-01-15`) on the screen's calendar; UTC milliseconds. */
export function endOfDay(date: string): number {
  const day = new Date(`${date}T00:00`);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

/** Gives the browser a file to keep under a name, as if a link to it had been followed. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  follow(url, name);
  // The browser takes the bytes a moment after the click; a minute is long enough for any.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A plain download: the browser fetches it straight to the disk and shows its own progress. */
export function saveFrom(url: string, name: string): void {
  follow(url, name);
}

function follow(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}

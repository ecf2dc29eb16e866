import { words } from '../../messages';

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** "900 bytes", "1.2 MB": decimal units, as the systems' file managers and the server's limits have them. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return words.files.bytes(bytes);
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (Math.round(value) >= 1000 && unit < UNITS.length - 1);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** "12 s", "3 min", "2 h": how long something still takes. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Light modules around the code without which readers do not find it (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** The dark modules as one SVG path, one stroke per run of dark modules in a row, with the quiet zone as offset. */
export function qrPath(rows: readonly string[]): string {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = row.indexOf('1'); x >= 0;) {
      const light = row.indexOf('0', x);
      const end = light < 0 ? row.length : light;
      path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${end - x}v1H${x + QUIET_ZONE}z`;
      x = row.indexOf('1', end);
    }
  });
  return path;
}

export function qrSize(rows: readonly string[]): number {
  return rows.length + 2 * QUIET_ZONE;
}

/** What a receiver has played in all (W3C WebRTC Statistics, RTCInboundRtpStreamStats). */
interface Sound {
  energy: number;
  seconds: number;
}

/**
 * How loud a voice was since the last look. The level of one moment says little (RFC 6464, section 5): a busy page that looks late, or between two
 * syllables, would miss who speaks. The sum of all that was played misses nothing. (Browsers sum the squares of peaks of a tenth of a second rather
 * than of samples, as libwebrtc does.)
 */
export class Loudness {
  #before: Sound | undefined;

  /** @returns 0 to 1: the root of the mean energy; 0 at the first look, and where nothing was played since. */
  since(report: Iterable<[string, unknown]>): number {
    const now = soundOf(report);
    const before = this.#before;
    this.#before = now;
    if (!now || !before) return 0;
    const seconds = now.seconds - before.seconds;
    return seconds > 0 ? Math.sqrt(Math.max(0, now.energy - before.energy) / seconds) : 0;
  }
}

function soundOf(report: Iterable<[string, unknown]>): Sound | undefined {
  for (const [, entry] of report) {
    const { type, totalAudioEnergy, totalSamplesDuration } = entry as Record<string, unknown>;
    if (type !== 'inbound-rtp') continue;
    if (typeof totalAudioEnergy === 'number' && typeof totalSamplesDuration === 'number')
      return { energy: totalAudioEnergy, seconds: totalSamplesDuration };
  }
  return undefined;
}

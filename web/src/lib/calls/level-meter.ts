/** How loud a track is now. Holds an audio context until it is closed. */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    // A sixth of a second: little is missed between two of five looks a second.
    this.#analyser.fftSize = 8192;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    // Where no gesture came before, it stays silent, and so does the meter.
    void this.#context.resume().catch(() => {});
  }

  /** The loudness of the last sixth of a second, 0 to 1 (root of the mean square). */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.sqrt(power / this.#samples.length);
  }

  close(): void {
    void this.#context.close().catch(() => {});
  }
}

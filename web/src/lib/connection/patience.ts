import { ConnectionLost } from '../protocol/failures';

/** What is only read is asked again with the next welcome where there is no connection, or it ends before the answer. */
export class Patience {
  readonly #waiting: (() => void)[] = [];

  /** The answer, or undefined where it is not `wanted` any more. */
  async ask<T>(request: () => Promise<T>, wanted: () => boolean): Promise<T | undefined> {
    while (wanted()) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        await new Promise<void>((again) => this.#waiting.push(again));
      }
    }
    return undefined;
  }

  /** The connection is there. */
  askAgain(): void {
    for (const again of this.#waiting.splice(0)) again();
  }
}

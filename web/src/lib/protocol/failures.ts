/** A refusal of any door, with the stable code and the server's words. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The server could not be reached, or went away before the answer: whether the request was carried out is not known. */
export class ConnectionLost extends Error {
  constructor() {
    super('The server does not answer at the moment.');
  }
}

/** The two ways in which asking the server can fail; anything else that is thrown is a bug. */
export function isFailure(error: unknown): error is Refused | ConnectionLost {
  return error instanceof Refused || error instanceof ConnectionLost;
}

/** What was asked for when the connection ended is asked for again with the next welcome. */
export function ignoreLost(error: unknown): void {
  if (!isFailure(error)) throw error;
}

import workerUrl from './hash.worker?worker&url';

export type ToHasher = { bytes: Uint8Array<ArrayBuffer> } | { blob: Blob } | { end: true };
export type FromHasher = { sha256: string } | { failed: string };

/** SHA-256 of what is given to it, computed beside the page so that nothing stutters. */
export interface Hasher {
  /** The bytes are handed over: the caller has them no more. */
  update(bytes: Uint8Array<ArrayBuffer>): void;
  updateFrom(blob: Blob): void;
  /** Hexadecimal. Rejects where a file cannot be read any more. */
  digest(): Promise<string>;
  close(): void;
}

type ScriptUrl = string & TrustedScriptURL;
interface TrustedScriptURL {
  readonly trusted: unique symbol;
}
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): TrustedScriptURL;
  };
}

/** The page's policy lets only this name make addresses of scripts, and this makes only the one. */
const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes?.createPolicy('chatbox-worker', { createScriptURL: () => workerUrl });

export function newHasher(): Hasher {
  const worker = new Worker((policy ? policy.createScriptURL(workerUrl) : workerUrl) as ScriptUrl, {
    type: 'module',
  });
  const digest = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromHasher>) => {
      if ('sha256' in data) resolve(data.sha256);
      else reject(new Error(data.failed));
    };
    worker.onerror = (event) => reject(new Error(event.message));
  });
  // Who closes it before the end does not wait for the hash.
  digest.catch(() => {});
  const post = (message: ToHasher, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  return {
    update: (bytes) => post({ bytes }, [bytes.buffer]),
    updateFrom: (blob) => post({ blob }),
    digest() {
      post({ end: true });
      return digest;
    },
    close: () => worker.terminate(),
  };
}

/** Of a whole file, and the worker is gone again afterwards. */
export async function hashOf(blob: Blob, open: () => Hasher = newHasher): Promise<string> {
  const hasher = open();
  try {
    hasher.updateFrom(blob);
    return await hasher.digest();
  } finally {
    hasher.close();
  }
}

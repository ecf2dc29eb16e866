import type { Upload as TusUpload } from 'tus-js-client';
import { Refused } from '../protocol/failures';

export interface TransferEvents {
  /** The server has made a place for it. */
  begun(url: string): void;
  progress(sent: number): void;
}

export interface Transfer {
  /** Ends when all bytes are on the server's disk. Rejects with `Refused` where going on is of no use. */
  done: Promise<void>;
  /** Stops; with true the server forgets what it has. */
  abort(forget: boolean): Promise<void>;
}

export type StartTransfer = (
  file: File,
  url: string | undefined,
  metadata: Record<string, string>,
  events: TransferEvents,
) => Promise<Transfer>;

/** Tries again for as long as the page is open: a laptop may sleep for a night. Progress starts the list over. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, ...Array.from({ length: 4_000 }, () => 15_000)];

/** tus 1.0 by its own client, which is fetched when the first file is sent. */
export const startTransfer: StartTransfer = async (file, url, metadata, events) => {
  const { Upload } = await import('tus-js-client');
  const running: { upload?: TusUpload; givenUp?: true } = {};
  const done = new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: '/api/v1/uploads',
      uploadUrl: url ?? null,
      metadata,
      retryDelays: RETRY_MS,
      // The page keeps what it needs for going on itself, with the conversation it is for.
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        if (running.givenUp) void upload.abort(true).catch(() => {});
        else events.begun(new URL(upload.url ?? '', location.href).pathname);
      },
      onProgress: (sent) => events.progress(sent),
      onSuccess: () => resolve(),
      // No answer at all, a server that stops, and an upload that another request of ours still holds: all of them pass.
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      },
      onError(error) {
        const answer = 'originalResponse' in error ? error.originalResponse : null;
        reject(refusalOf(answer?.getStatus() ?? 0, answer?.getBody() ?? '', error.message));
      },
    });
    running.upload = upload;
    upload.start();
  });
  return {
    done,
    abort: async (forget) => {
      // A place that the server is just making can be given up when its address is known; the request could only be broken off.
      if (forget && running.upload?.url === null) running.givenUp = true;
      else await running.upload?.abort(forget).catch(() => {});
    },
  };
};

function refusalOf(status: number, body: string, otherwise: string): Refused {
  try {
    const problem = JSON.parse(body) as { code?: string; detail?: string };
    return new Refused(problem.code ?? `http_${status}`, problem.detail ?? otherwise);
  } catch {
    return new Refused(`http_${status}`, otherwise);
  }
}

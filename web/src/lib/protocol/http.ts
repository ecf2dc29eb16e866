import { ConnectionLost, Refused } from './failures';
import type { FileObject, ServerInfo } from './objects';

export interface Me {
  id: string;
  name: string;
}

export interface LoggedOut {
  goodbye: string;
  nameFree?: boolean;
  comeBackUntil?: string;
}

/** The few calls that come before the WebSocket or end it, and those about the bytes of files. They reject with `Refused` or `ConnectionLost`. */
export const http = {
  server: () => call<ServerInfo>('GET', 'server'),
  join: (name: string, code: string | undefined) =>
    call<Me>('POST', 'people', code === undefined ? { name } : { name, code }),
  redeem: (link: string) => call<Me>('POST', 'links/redeem', { link }),
  logOut: () => call<LoggedOut>('POST', 'logout'),
  comeBack: () => call<Me>('POST', 'come-back'),
  finishUpload: (id: string, sha256: string) => call<FileObject>('POST', `uploads/${id}/finish`, { sha256 }),
  setThumbnail: (id: string, picture: Blob) => call<null>('PUT', `uploads/${id}/thumbnail`, picture),
  /** Of a large file this takes a while: the server reads all of it. */
  digests: (id: string) => call<{ sha256: string; md5: string }>('GET', `files/${id}/digests`),
};

export type Http = typeof http;

async function call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', cache: 'no-store' };
  if (body instanceof Blob) init.body = body;
  else if (body) {
    init.body = JSON.stringify(body);
    init.headers = { 'Content-Type': 'application/json' };
  }
  const response = await fetch(`/api/v1/${path}`, init).catch(() => {
    throw new ConnectionLost();
  });
  if (response.ok) return (response.status === 204 ? null : await response.json()) as T;

  // A proxy in between may answer without a problem document.
  const problem = (await response.json().catch(() => ({}))) as Partial<Record<string, string>>;
  throw new Refused(
    problem['code'] ?? `http_${response.status}`,
    problem['detail'] ?? problem['title'] ?? `The server answered ${response.status}.`,
  );
}

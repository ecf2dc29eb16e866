import { describe, expect, it } from 'vitest';
import { type FileKind, kindOf } from './kind';

describe('the kind of a file', () => {
  it.each<[string, FileKind]>([
    ['image/png', 'picture'],
    ['audio/mpeg', 'audio'],
    ['video/mp4', 'video'],
    ['application/pdf', 'pdf'],
    ['text/plain', 'text'],
    ['application/json', 'text'],
    ['application/vnd.ms-excel', 'table'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'table'],
    ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'slides'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
    ['application/vnd.oasis.opendocument.text', 'document'],
    ['application/epub+zip', 'document'],
    ['application/x-7z-compressed', 'archive'],
    ['application/x-tar', 'archive'],
    ['application/vnd.rar', 'archive'],
    ['application/octet-stream', 'unknown'],
  ])('%s is %s', (type, kind) => {
    expect(kindOf(type)).toBe(kind);
  });
});

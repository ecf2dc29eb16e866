export type FileKind =
  'picture' | 'audio' | 'video' | 'text' | 'pdf' | 'document' | 'table' | 'slides' | 'archive' | 'unknown';

const BY_WORD: readonly [RegExp, FileKind][] = [
  [/^image\//, 'picture'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/^application\/pdf$/, 'pdf'],
  [/^text\/|json$/, 'text'],
  [/spreadsheet|excel/, 'table'],
  [/presentation|powerpoint/, 'slides'],
  [/word|opendocument|epub/, 'document'],
  [/zip|compressed|tar|\brar$/, 'archive'],
];

/** What a media type means to a person. The server has told it by the bytes, or taken the sender's word for one of a short list. */
export function kindOf(type: string): FileKind {
  return BY_WORD.find(([word]) => word.test(type))?.[1] ?? 'unknown';
}

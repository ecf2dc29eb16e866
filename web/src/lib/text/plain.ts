import { words } from '../../messages';
import { callLine } from '../calls/line';
import type { Message } from '../protocol/objects';
import { visible } from './controls';
import { type Inline, tokenize } from './tokenize';

const FENCE = '```';

/** What a text says without its markup, for places with room for a line or two: previews, results, notifications. */
export function plain(text: string): string {
  const blocks = tokenize(text).map((block) => (block.kind === 'code' ? block.text : written(block.parts)));
  return visible(withoutFences(blocks.join('\n')));
}

/** A message in a line or two: its text, or what it holds instead. `me` is the id of who reads it. */
export function plainMessage({ text, file, call, deleted }: Message, me: string): string {
  if (call) return callLine(call, me).text;
  if (deleted) return words.files.deleted;
  if (!file) return plain(text);
  return text === '' ? words.files.preview(visible(file.name)) : `${plain(text)} (${visible(file.name)})`;
}

/** At most so many code points, the last of them "…" where there was more. */
export function cut(text: string, most: number): string {
  // No text has fewer code points than half its length, and none has more than its length.
  if (text.length <= most) return text;
  const points = [...text.slice(0, 2 * most + 2)];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

function written(parts: readonly Inline[]): string {
  return parts
    .map((part) =>
      'parts' in part ? written(part.parts) : part.kind === 'control' ? `[${part.text}]` : part.text,
    )
    .join('');
}

/** A text that was cut for its preview may hold the beginning of a code block without its end. */
function withoutFences(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(FENCE) || line.includes('`', FENCE.length))
    .join('\n');
}

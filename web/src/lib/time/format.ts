import { words } from '../../messages';

const DAY_MS = 24 * 60 * 60 * 1000;

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(words.locale, options);
const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = format({ weekday: 'short' });
const dayMonth = format({ day: 'numeric', month: 'short' });
const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
const longDayYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** "14:05" */
export function timeOfDay(at: Date): string {
  return time.format(at);
}

/** "Sunday, 22 November 2026, 14:05": what the short forms stand for. */
export function fullTime(at: Date): string {
  return `${longDayYear.format(at)}, ${time.format(at)}`;
}

/** What separates the days of a log: "Today", "Yesterday", "Friday 20 November", with the year where it is another one. */
export function dayLabel(day: Date, now: Date): string {
  const ago = daysBetween(day, now);
  if (ago === 0) return words.log.today;
  if (ago === 1) return words.log.yesterday;
  return (day.getFullYear() === now.getFullYear() ? longDay : longDayYear).format(day);
}

/** How long something goes on: "3:07", "1:02:45". */
export function clockTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** When a conversation last spoke, in a few characters: "14:05", "Fri", "3 Nov", "3 Nov 2025". */
export function shortWhen(at: Date, now: Date): string {
  const ago = daysBetween(at, now);
  if (ago <= 0) return timeOfDay(at);
  if (ago < 7) return weekday.format(at);
  return (at.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear).format(at);
}

export function isSameDay(a: Date, b: Date): boolean {
  return daysBetween(a, b) === 0;
}

/** Calendar days, here: 23:59 and 00:01 are a day apart. Rounded, as a day with a change of the clocks has 23 or 25 hours. */
function daysBetween(from: Date, to: Date): number {
  return Math.round((midnight(to) - midnight(from)) / DAY_MS);
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

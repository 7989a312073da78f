/** strftime and its reverse, in UTC. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

/** Day of the year, from 1. */
export function dayOfYear(date: Date): number {
  return (
    Math.floor(
      (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
        DAY_MS,
    ) + 1
  );
}

/** Year and number of the ISO week. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

const COMPOSITE: Record<string, string> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  h: '%b',
};

/** @returns `format` with its directives replaced; `ms` since 1970. */
export function formatDate(ms: number, format: string): string {
  const date = new Date(ms);
  return format.replace(/%([-_0^#]?)(\d*)(:{0,2}[a-zA-Z%])/g, (whole, flag: string, width: string, code: string) => {
    if (Object.hasOwn(COMPOSITE, code)) return formatDate(ms, COMPOSITE[code]);
    const value = directive(date, ms, code);
    if (value === undefined) return whole;
    if (typeof value === 'string') return flag === '^' ? value.toUpperCase() : value;
    const [number, digits, fill] = value;
    const size = width ? Number(width) : digits;
    if (flag === '-') return String(number);
    return String(number).padStart(size, flag === '_' ? ' ' : flag === '0' ? '0' : fill);
  });
}

type Numeric = [value: number, digits: number, fill: string];

function directive(date: Date, ms: number, code: string): string | Numeric | undefined {
  const hour12 = date.getUTCHours() % 12 || 12;
  switch (code) {
    case '%':
      return '%';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'a':
      return DAYS[date.getUTCDay()].slice(0, 3);
    case 'A':
      return DAYS[date.getUTCDay()];
    case 'b':
      return MONTHS[date.getUTCMonth()].slice(0, 3);
    case 'B':
      return MONTHS[date.getUTCMonth()];
    case 'C':
      return [Math.floor(date.getUTCFullYear() / 100), 2, '0'];
    case 'd':
      return [date.getUTCDate(), 2, '0'];
    case 'e':
      return [date.getUTCDate(), 2, ' '];
    case 'H':
      return [date.getUTCHours(), 2, '0'];
    case 'I':
      return [hour12, 2, '0'];
    case 'k':
      return [date.getUTCHours(), 2, ' '];
    case 'l':
      return [hour12, 2, ' '];
    case 'j':
      return [dayOfYear(date), 3, '0'];
    case 'm':
      return [date.getUTCMonth() + 1, 2, '0'];
    case 'M':
      return [date.getUTCMinutes(), 2, '0'];
    case 'N':
      return String((ms % 1000) * 1_000_000).padStart(9, '0');
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'P':
      return date.getUTCHours() < 12 ? 'am' : 'pm';
    case 's':
      return String(Math.floor(ms / 1000));
    case 'S':
      return [date.getUTCSeconds(), 2, '0'];
    case 'u':
      return [date.getUTCDay() || 7, 1, '0'];
    case 'w':
      return [date.getUTCDay(), 1, '0'];
    case 'U':
      return [Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7), 2, '0'];
    case 'W':
      return [Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7), 2, '0'];
    case 'G':
      return [isoWeek(date).year, 4, '0'];
    case 'V':
      return [isoWeek(date).week, 2, '0'];
    case 'y':
      return [date.getUTCFullYear() % 100, 2, '0'];
    case 'Y':
      return [date.getUTCFullYear(), 4, '0'];
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case 'Z':
      return 'UTC';
    default:
      return undefined;
  }
}

const UNITS_MS: Record<string, number> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fortnight: 14 * DAY_MS,
};

/** Reads the dates that people give to `date -d`. @returns milliseconds since 1970, undefined for what is no date. */
export function parseDate(text: string, nowMs: number): number | undefined {
  let rest = text.trim().toLowerCase();
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(rest);
  if (epoch) return Math.floor(Number(epoch[1]) * 1000);
  let ms = nowMs;
  const absolute =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(z\b|utc\b|gmt\b|[-+]\d{2}:?\d{2})?/.exec(
      rest,
    );
  if (absolute) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = ''] = absolute;
    ms = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      Math.floor(Number(`0.${fraction}`) * 1000),
    );
    const offset = /^([-+])(\d{2}):?(\d{2})$/.exec(zone);
    if (offset) ms -= (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
    if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 23) return undefined;
    rest = rest.slice(absolute[0].length).trim();
  }
  const word = /^(?:now|today|utc)\b/.exec(rest);
  if (word) rest = rest.slice(word[0].length).trim();
  if (/^midnight\b/.test(rest)) {
    ms -= ms % DAY_MS;
    rest = rest.slice(8).trim();
  }
  const near = /^(yesterday|tomorrow)\b/.exec(rest);
  if (near) {
    ms += near[1] === 'tomorrow' ? DAY_MS : -DAY_MS;
    rest = rest.slice(near[0].length).trim();
  }
  return applyRelative(rest, ms);
}

function applyRelative(text: string, startMs: number): number | undefined {
  let rest = text;
  let ms = startMs;
  while (rest !== '') {
    const found =
      /^([-+]?)\s*(\d+|next|last|a|an)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b\s*(ago)?\s*/.exec(
        rest,
      );
    if (!found) return undefined;
    const amount =
      found[2] === undefined || /^(?:next|an?)$/.test(found[2]) ? 1 : found[2] === 'last' ? -1 : Number(found[2]);
    const count = amount * (found[1] === '-' ? -1 : 1) * (found[4] ? -1 : 1);
    ms = shiftDate(ms, count, found[3]);
    rest = rest.slice(found[0].length);
  }
  return ms;
}

function shiftDate(ms: number, count: number, unit: string): number {
  if (unit !== 'month' && unit !== 'year') return ms + count * UNITS_MS[unit];
  const date = new Date(ms);
  if (unit === 'month') date.setUTCMonth(date.getUTCMonth() + count);
  else date.setUTCFullYear(date.getUTCFullYear() + count);
  return date.getTime();
}

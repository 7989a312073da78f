/** Builtins for dates, all in UTC. */

import { dayOfYear, formatDate } from '../tools/date-format';
import type { ValueFunction } from './runtime';
import { isNumber, JqError, num, type Value } from './value';

/** Year, month from 0, day, hour, minute, second, weekday, day of the year from 0. */
type Broken = [number, number, number, number, number, number, number, number];

function breakDown(seconds: number): Broken {
  const date = new Date(Math.floor(seconds) * 1000);
  if (Number.isNaN(date.getTime())) throw new JqError('error converting number of seconds since epoch to datetime');
  const second = date.getUTCSeconds() + (seconds - Math.floor(seconds));
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    second,
    date.getUTCDay(),
    dayOfYear(date) - 1,
  ];
}

function gmtime(input: Value): Value {
  if (!isNumber(input)) throw new JqError('gmtime() requires numeric inputs');
  return breakDown(num(input));
}

function toMs(input: Value, what: string): number {
  if (!Array.isArray(input) || input.length < 6 || !input.every(isNumber))
    throw new JqError(`${what} requires parsed datetime inputs`);
  const [year, month, day, hour, minute, second] = input.map((item) => Math.floor(num(item as number)));
  return Date.UTC(year, month, day, hour, minute, second);
}

function mktime(input: Value): Value {
  if (!Array.isArray(input)) throw new JqError('mktime requires array inputs');
  if (input.length < 6 || !input.every(isNumber)) throw new JqError('mktime requires parsed datetime inputs');
  return Math.floor(toMs(input, 'mktime') / 1000);
}

function strftime(input: Value, format: Value, name: string): Value {
  if (!isNumber(input) && !Array.isArray(input)) throw new JqError(`${name} requires parsed datetime inputs`);
  if (typeof format !== 'string') throw new JqError(`${name} requires a string format`);
  const broken = isNumber(input) ? breakDown(num(input)) : input;
  return formatDate(toMs(broken, name), format);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const PATTERNS: Record<string, string> = {
  Y: '(\\d{4})',
  m: '(\\d{1,2})',
  d: '\\s*(\\d{1,2})',
  e: '\\s*(\\d{1,2})',
  H: '(\\d{1,2})',
  I: '(\\d{1,2})',
  M: '(\\d{1,2})',
  S: '(\\d{1,2})',
  j: '(\\d{1,3})',
  y: '(\\d{2})',
  b: '([A-Za-z]+)',
  B: '([A-Za-z]+)',
  h: '([A-Za-z]+)',
  a: '([A-Za-z]+)',
  A: '([A-Za-z]+)',
  p: '([AaPp][Mm])',
  Z: '([A-Za-z]+)',
  z: '(Z|[-+]\\d{2}:?\\d{2})',
  s: '(\\d+)',
  n: '(\\s*)',
  t: '(\\s*)',
};
const COMPOSITE: Record<string, string> = {
  T: '%H:%M:%S',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  c: '%a %b %e %H:%M:%S %Y',
};

function strptime(input: Value, format: Value): Value {
  if (typeof input !== 'string') throw new JqError(`strptime/1 requires string inputs and arguments`);
  if (typeof format !== 'string') throw new JqError('strptime/1 requires string inputs and arguments');
  const codes: string[] = [];
  const full = format.replace(/%([TDFRc])/g, (_, code: string) => COMPOSITE[code]);
  const pattern = full.replace(/%([A-Za-z%])|\s+|[^]/g, (whole, code: string | undefined) => {
    if (code === '%') return '%';
    if (code !== undefined && PATTERNS[code]) {
      codes.push(code);
      return PATTERNS[code];
    }
    return /^\s+$/.test(whole) ? '\\s*' : whole.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  });
  const found = new RegExp(`^${pattern}$`).exec(input);
  if (!found) throw new JqError(`date "${input}" does not match format "${format}"`);
  const parts: Record<string, string> = {};
  codes.forEach((code, index) => (parts[code] = found[index + 1]));
  return brokenFrom(parts);
}

function brokenFrom(parts: Record<string, string>): Broken {
  if (parts.s !== undefined) return breakDown(Number(parts.s));
  const year =
    parts.Y !== undefined
      ? Number(parts.Y)
      : parts.y !== undefined
        ? Number(parts.y) + (Number(parts.y) < 69 ? 2000 : 1900)
        : 1900;
  const monthName = parts.b ?? parts.B ?? parts.h;
  const month =
    parts.m !== undefined
      ? Number(parts.m) - 1
      : monthName === undefined
        ? 0
        : MONTHS.indexOf(monthName.slice(0, 3).toLowerCase());
  const day = Number(
    parts.d ?? parts.e ?? (parts.Y === undefined && parts.y === undefined && parts.m === undefined ? 0 : 1),
  );
  const hour =
    parts.I === undefined ? Number(parts.H ?? 0) : (Number(parts.I) % 12) + (/p/i.test(parts.p ?? '') ? 12 : 0);
  const date = new Date(Date.UTC(year, month, day || 1));
  return [year, month, day, hour, Number(parts.M ?? 0), Number(parts.S ?? 0), date.getUTCDay(), dayOfYear(date) - 1];
}

const ISO = '%Y-%m-%dT%H:%M:%SZ';
const fromIso: ValueFunction = (input) => mktime(strptime(input, ISO));
const toIso: ValueFunction = (input) => strftime(input, ISO, 'strftime/1');

export const timeFunctions: Record<string, ValueFunction> = {
  'gmtime/0': gmtime,
  'localtime/0': (input) => {
    if (!isNumber(input)) throw new JqError('localtime() requires numeric inputs');
    return gmtime(input);
  },
  'mktime/0': mktime,
  'strftime/1': (input, format) => strftime(input, format, 'strftime/1'),
  'strflocaltime/1': (input, format) => strftime(input, format, 'strflocaltime/1'),
  'strptime/1': strptime,
  'fromdateiso8601/0': fromIso,
  'fromdate/0': fromIso,
  'todateiso8601/0': toIso,
  'todate/0': toIso,
  'date/0': toIso,
};

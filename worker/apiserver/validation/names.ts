/** Syntax of names, labels and ports: each check returns the texts of what is wrong. */

import type { Release } from '../../releases';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const LABEL_PATTERN = new RegExp(`^${LABEL}$`);
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN}$`);
const LABEL_1035_PATTERN = new RegExp(`^${LABEL_1035}$`);
const QUALIFIED_PATTERN = new RegExp(`^${QUALIFIED}$`);
const LABEL_VALUE_PATTERN = new RegExp(`^(${QUALIFIED})?$`);

const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;

const tooLong = (max: number, unit = 'characters') => `must be no more than ${max} ${unit}`;

function regexText(text: string, pattern: string, ...examples: string[]): string {
  const list = examples.map((example) => `'${example}'`).join(',  or ');
  return `${text} (e.g. ${list}, regex used for validation is '${pattern}')`;
}

const SUBDOMAIN_TEXT = regexText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
);
const LABEL_TEXT = regexText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
);
const LABEL_1035_TEXT = regexText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
);
const QUALIFIED_BODY = regexText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
);
const LABEL_VALUE_TEXT = regexText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  'MyValue',
  'my_value',
  '12345',
);

/** DNS-1123 subdomain. */
export function checkSubdomain(value: string): string[] {
  const errors = value.length > SUBDOMAIN_MAX ? [tooLong(SUBDOMAIN_MAX)] : [];
  if (!SUBDOMAIN_PATTERN.test(value)) errors.push(SUBDOMAIN_TEXT);
  return errors;
}

const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;
const UNDERSCORE_PATTERN = new RegExp(`^${UNDERSCORE_SUBDOMAIN}$`);
const UNDERSCORE_TEXT = regexText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  UNDERSCORE_SUBDOMAIN,
  'example.com',
);

/** DNS-1123 subdomain whose labels may have underscores: names that are searched, not served. */
export function checkSearchDomain(value: string): string[] {
  const errors = value.length > SUBDOMAIN_MAX ? [tooLong(SUBDOMAIN_MAX)] : [];
  if (!UNDERSCORE_PATTERN.test(value)) errors.push(UNDERSCORE_TEXT);
  return errors;
}

/** DNS-1123 label. */
export function checkLabel(value: string): string[] {
  const errors = value.length > LABEL_MAX ? [tooLong(LABEL_MAX)] : [];
  if (!LABEL_PATTERN.test(value)) errors.push(SUBDOMAIN_PATTERN.test(value) ? 'must not contain dots' : LABEL_TEXT);
  return errors;
}

/** DNS-1035 label. */
export function checkLabel1035(value: string): string[] {
  const errors = value.length > LABEL_MAX ? [tooLong(LABEL_MAX)] : [];
  if (!LABEL_1035_PATTERN.test(value)) errors.push(LABEL_1035_TEXT);
  return errors;
}

/** A label's key: `name` or `prefix/name`; also annotations, finalizers, appProtocol, loadBalancerClass. */
export function checkLabelKey(value: string, release: Release): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    const what = release.since('1.35') ? 'a valid label key' : 'a qualified name';
    return [`${what} ${QUALIFIED_BODY} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const errors: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === '') errors.push('prefix part must be non-empty');
    else errors.push(...checkSubdomain(parts[0]).map((text) => `prefix part ${text}`));
  }
  const name = parts[parts.length - 1];
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > LABEL_MAX) errors.push(`name part ${tooLong(LABEL_MAX, unitOf(release))}`);
  if (!QUALIFIED_PATTERN.test(name)) errors.push(`name part ${QUALIFIED_BODY}`);
  return errors;
}

const unitOf = (release: Release) => (release.since('1.34') ? 'bytes' : 'characters');

export function checkLabelValue(value: string, release: Release): string[] {
  const errors = value.length > LABEL_MAX ? [tooLong(LABEL_MAX, unitOf(release))] : [];
  if (!LABEL_VALUE_PATTERN.test(value)) errors.push(LABEL_VALUE_TEXT);
  return errors;
}

const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const CONFIG_KEY_PATTERN = new RegExp(`^${CONFIG_KEY}$`);
const CONFIG_KEY_TEXT = regexText(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  CONFIG_KEY,
  'key.name',
  'KEY_NAME',
  'key-name',
);
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const ENV_NAME_PATTERN = new RegExp(`^${ENV_NAME}$`);
const RELAXED_ENV_NAME_PATTERN = /^[ -<>-~]+$/;
const ENV_NAME_TEXT = regexText(
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  ENV_NAME,
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
);

/** Names that a path would read as the folder above. */
function checkDots(value: string): string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

/** A key of a ConfigMap or a Secret. */
export function checkConfigKey(value: string): string[] {
  const errors = value.length > SUBDOMAIN_MAX ? [tooLong(SUBDOMAIN_MAX)] : [];
  if (!CONFIG_KEY_PATTERN.test(value)) errors.push(CONFIG_KEY_TEXT);
  return [...errors, ...checkDots(value)];
}

/** The name of an environment variable: nearly anything from 1.32 on. */
export function checkEnvName(value: string, release: Release): string[] {
  if (release.since('1.32'))
    return RELAXED_ENV_NAME_PATTERN.test(value)
      ? []
      : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
  return [...(ENV_NAME_PATTERN.test(value) ? [] : [ENV_NAME_TEXT]), ...checkDots(value)];
}

const PORT_NAME_MAX = 15;

/** The name of a container port (IANA service name). */
export function checkPortName(value: string): string[] {
  const errors = value.length > PORT_NAME_MAX ? [tooLong(PORT_NAME_MAX)] : [];
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function checkPortNumber(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const HTTP_PATH_PATTERN = new RegExp(`^${HTTP_PATH}$`);

/** A domain and a path in it: `acme.io/foo`. @returns the part that is wrong, with its text. */
export function checkDomainPath(value: string): { part: string; text: string }[] {
  const at = value.indexOf('/');
  const [host, path] = [value.slice(0, Math.max(at, 0)), value.slice(at + 1)];
  if (host === '' || path === '')
    return [{ part: value, text: 'must be a domain-prefixed path (such as "acme.io/foo")' }];
  const faults = checkSubdomain(host).map((text) => ({ part: host, text }));
  if (!HTTP_PATH_PATTERN.test(path))
    faults.push({ part: path, text: `Invalid path (regex used for validation is '${HTTP_PATH}')` });
  return faults;
}

/** Names that become a segment of a path. */
export function checkPathSegment(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((char) => value.includes(char)).map((char) => `may not contain '${char}'`);
}

export type NameRule = (name: string, release: Release) => string[];

/** The prefix of generated names may end in a dash: it is checked as if a letter followed. */
export const maskTrailingDash = (name: string) =>
  name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;

/** Syntax of addresses and prefixes, and the warnings about spellings (services.md 2.9.2, 2.10). */

import type { Address, Addresses, Prefix } from '../../core/types';
import type { Release } from '../../releases';
import { addressBits } from '../../core/bits';

export const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
export const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const LEADING_ZEROS = 'must not have leading 0s';
const MAPPED = 'must not be an IPv4-mapped IPv6 address';

const MAPPED_PREFIX = 0xffffn;

export const isMapped = (address: Address) =>
  address.family === 'IPv6' && address.hi === 0n && address.lo >> 32n === MAPPED_PREFIX;

/** Checks that hold in every release, for values that are newer than the relaxed parsers. @returns the first problem. */
export function checkStrictIP(text: string, addresses: Addresses): string | undefined {
  if (!addresses.parseLegacy(text)) return NOT_AN_IP;
  const address = addresses.parse(text);
  if (!address) return LEADING_ZEROS;
  return isMapped(address) ? MAPPED : undefined;
}

/** A legacy field: strict from 1.36 on. */
export function checkLegacyIP(text: string, addresses: Addresses, release: Release): string | undefined {
  if (release.isEnabled('StrictIPCIDRValidation')) return checkStrictIP(text, addresses);
  return addresses.parseLegacy(text) ? undefined : NOT_AN_IP;
}

interface SloppyPrefix extends Prefix {
  /** Length of the prefix in the family that it was read as. */
  bits: number;
}

/** As Go's ParseCIDRSloppy: leading zeros are decimal, a mapped address becomes IPv4. */
export function parseSloppyPrefix(text: string, addresses: Addresses): SloppyPrefix | undefined {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d+$/.test(text.slice(slash + 1))) return undefined;
  const address = addresses.parseLegacy(text.slice(0, slash));
  if (!address) return undefined;
  let bits = Number(text.slice(slash + 1));
  const isMappedText = address.family === 'IPv4' && text.includes(':');
  if (bits > (isMappedText || address.family === 'IPv6' ? 128 : 32)) return undefined;
  if (isMappedText) bits = Math.max(0, bits - 96);
  return { address, bits };
}

/** @returns the first problem of a prefix that has to be spelled strictly. */
export function checkStrictCIDR(text: string, addresses: Addresses): string | undefined {
  if (!parseSloppyPrefix(text, addresses)) return NOT_A_CIDR;
  const prefix = addresses.parsePrefix(text);
  if (!prefix) return 'must not have leading 0s in IP or prefix length';
  if (isMapped(prefix.address)) return 'must not have an IPv4-mapped IPv6 address';
  if (addresses.compare(addresses.masked(prefix).address, prefix.address) !== 0)
    return 'must not have bits set beyond the prefix length';
  return undefined;
}

export function checkLegacyCIDR(text: string, addresses: Addresses, release: Release): string | undefined {
  if (release.isEnabled('StrictIPCIDRValidation')) return checkStrictCIDR(text, addresses);
  return parseSloppyPrefix(text, addresses) ? undefined : NOT_A_CIDR;
}

/** Where nothing may be reached from outside. @returns the first problem of an address that parses. */
export function checkReachable(address: Address): string | undefined {
  const { family, hi, lo } = address;
  if (family === 'IPv4') {
    if (lo === 0n) return 'may not be unspecified (0.0.0.0)';
    if (lo >> 24n === 127n) return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
    if (lo >> 16n === 0xa9fen) return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
    if (lo >> 8n === 0xe00000n) return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
    return undefined;
  }
  if (hi === 0n && lo === 0n) return 'may not be unspecified (::)';
  if (hi === 0n && lo === 1n) return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (hi >> 54n === 0x3fan) return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  if (hi >> 48n === 0xff02n) return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  return undefined;
}

const OLD_WARNING = 'will be considered invalid in a future Kubernetes release';
const verdict = (release: Release) => (release.since('1.36') ? 'is invalid' : OLD_WARNING);

/** The warning about the spelling of an address that was accepted. */
export function warnOfIP(path: string, text: string, addresses: Addresses, release: Release): string[] {
  const legacy = addresses.parseLegacy(text);
  if (!legacy) return [];
  const strict = addresses.parse(text);
  if (!release.since('1.33')) {
    if (!strict)
      return [
        `${path}: IP address was accepted, but will be invalid in a future Kubernetes release: ${parseAddrError(text)}`,
      ];
    const canonical = addresses.format(strict);
    if (strict.family !== 'IPv6' || canonical === text) return [];
    return [
      `${path}: IPv6 address "${text}" is not in RFC 5952 canonical format ("${canonical}"), which may cause controller apply-loops`,
    ];
  }
  if (!strict || isMapped(strict))
    return [`${path}: non-standard IP address "${text}" ${verdict(release)}: use "${addresses.format(legacy)}"`];
  const canonical = addresses.format(strict);
  return canonical === text
    ? []
    : [`${path}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`];
}

/** The warning about the spelling of a prefix that was accepted. */
export function warnOfCIDR(path: string, text: string, addresses: Addresses, release: Release): string[] {
  const strict = addresses.parsePrefix(text);
  if (!release.since('1.33')) {
    if (!strict)
      return [
        `${path}: IP prefix was accepted, but will be invalid in a future Kubernetes release: ${parsePrefixError(text, addresses)}`,
      ];
    const canonical = addresses.formatPrefix(strict);
    if (strict.address.family !== 'IPv6' || canonical === text) return [];
    return [
      `${path}: IPv6 prefix "${text}" is not in RFC 5952 canonical format ("${canonical}"), which may cause controller apply-loops`,
    ];
  }
  const sloppy = parseSloppyPrefix(text, addresses);
  if (!sloppy) return [];
  const network = addresses.masked(sloppy);
  const networkText = addresses.formatPrefix(network);
  if (!strict || isMapped(strict.address))
    return [`${path}: non-standard CIDR value "${text}" ${verdict(release)}: use "${networkText}"`];
  if (addresses.compare(network.address, sloppy.address) !== 0) {
    const host = `${addresses.format(sloppy.address)}/${addressBits(sloppy.address.family)}`;
    return [`${path}: CIDR value "${text}" is ambiguous in this context (should be "${networkText}" or "${host}"?)`];
  }
  return networkText === text
    ? []
    : [`${path}: IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${networkText}")`];
}

/** The error of Go's netip.ParseAddr for a text that it refuses. */
export function parseAddrError(text: string): string {
  const fail = (message: string, at?: string) =>
    `ParseAddr(${JSON.stringify(text)}): ${message}${at === undefined ? '' : ` (at ${JSON.stringify(at)})`}`;
  const first = /[.:%]/.exec(text)?.[0];
  if (first === undefined) return fail('unable to parse IP');
  if (first === '%') return fail('missing IPv6 address');
  if (first === ':') return fail('each colon-separated field must have at least one digit', text);
  return fail(...ipv4Problem(text));
}

function ipv4Problem(text: string): [string, string?] {
  let value = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char >= '0' && char <= '9') {
      if (digits === 1 && value === 0) return ['IPv4 field has octet with leading zero'];
      value = value * 10 + Number(char);
      digits++;
      if (value > 255) return ['IPv4 field has value >255'];
    } else if (char === '.') {
      if (index === 0 || index === text.length - 1 || text[index - 1] === '.')
        return ['IPv4 field must have at least one digit', text.slice(index)];
      if (dots === 3) return ['IPv4 address too long'];
      dots++;
      value = digits = 0;
    } else return ['unexpected character', text.slice(index)];
  }
  return ['IPv4 address too short'];
}

/** The error of Go's netip.ParsePrefix for a text that it refuses. */
export function parsePrefixError(text: string, addresses: Addresses): string {
  const fail = (message: string) => `netip.ParsePrefix(${JSON.stringify(text)}): ${message}`;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return fail("no '/'");
  const bits = text.slice(slash + 1);
  const isWellFormed = /^(0|[1-9]\d{0,2})$/.test(bits);
  const address = text.slice(0, slash);
  if (!addresses.parse(address)) return fail(parseAddrError(address));
  return fail(isWellFormed ? 'prefix length out of range' : `bad bits after slash: ${JSON.stringify(bits)}`);
}

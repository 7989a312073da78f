/**
 * Holds one transcript against a recorded case. What all recorded runs print must be printed; where they differ (a random
 * address, a generated name, an age) something of the same kind must stand there, the same for one entity all through the case.
 */

import { isIPv4, isIPv6 } from 'node:net';

// ---------------------------------------------------------------- addresses and ranges

/** @returns {[width: number, value: bigint] | undefined} */
function numberOf(address) {
  if (isIPv4(address)) return [32, address.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)];
  if (!isIPv6(address)) return undefined;
  const groupsOf = (text) =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => {
          if (!group.includes('.')) return [BigInt(`0x${group}`)];
          const value = numberOf(group)[1];
          return [value >> 16n, value & 0xffffn];
        });
  const [head, tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array(8 - left.length - right.length).fill(0n);
  return [128, [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | group, 0n)];
}

function isInside(address, range) {
  const [network, bits] = range.split('/');
  const a = numberOf(address);
  const n = numberOf(network);
  if (!a || !n || a[0] !== n[0]) return false;
  const shift = BigInt(a[0] - Number(bits));
  return a[1] >> shift === n[1] >> shift;
}

/** Every range that the case names in its settings, files and commands. */
function rangesOf(recording) {
  const text = [
    JSON.stringify(recording.cluster),
    ...recording.files.map((file) => file.content),
    ...recording.steps.map((step) => step.command),
  ].join('\n');
  const found = text.match(/\b[0-9a-fA-F:.]+\/\d{1,3}\b/g) ?? [];
  return [...new Set(found)].filter((range) => numberOf(range.split('/')[0]));
}

// ---------------------------------------------------------------- text to tokens

const MASKS = [
  [/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ .*\n/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '‹uid›'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '‹time›'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, '‹time›'],
  [/("?resourceVersion"?: )"\d+"/g, '$1"‹rv›"'],
  [/\b(resourceVersion|continue)=\S+/g, '$1=‹rv›'],
];
const mask = (text) => MASKS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);

const AGE = /^(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;
const isAge = (token) => token !== '' && /[a-z]$/.test(token) && AGE.test(token);

/** Hash of a Pod template: its form counts, not its value. */
const TEMPLATE_HASH = /(^|-)(?=[^-]*\d)[bcdfghjklmnpqrstvwxz2456789]{8,10}(?=$|-[bcdfghjklmnpqrstvwxz2456789]{5}$)/;

function tokensOf(line) {
  const pieces =
    line.match(/[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|‹\w+›|[A-Za-z0-9_][A-Za-z0-9_.\-]*|[ ]+|\t|./gu) ?? [];
  const isPlain = (piece) => !piece.includes(':') || piece.length < 2 || isIPv6(piece);
  return pieces.flatMap((piece) =>
    isPlain(piece) ? [piece] : (piece.match(/[A-Za-z0-9_][A-Za-z0-9_.\-]*|./g) ?? [piece]),
  );
}

function kindOf(token) {
  if (token === '') return 'none';
  if (/^ +$/.test(token)) return 'gap';
  if (isIPv4(token)) return 'IPv4 address';
  if (isIPv6(token)) return 'IPv6 address';
  if (/^\d+$/.test(token)) return 'number';
  if (AGE.test(token)) return 'age';
  return /^[A-Za-z0-9_]/.test(token) ? 'word' : 'mark';
}

// ---------------------------------------------------------------- comparing

/** Compares one stream of one step. @returns undefined or why it differs. */
function compareText(recorded, printed, context) {
  const runs = recorded.map(mask);
  const mine = mask(printed);
  if (runs.includes(mine)) return undefined;
  const runLines = runs.map((run) => run.split('\n'));
  const myLines = mine.split('\n');
  if (runLines.some((lines) => lines.length !== runLines[0].length)) return compareCommonLines(runLines, myLines);
  if (myLines.length !== runLines[0].length)
    return {
      why: `${myLines.length - 1} lines, the cluster printed ${runLines[0].length - 1}`,
      want: runs[0],
      got: printed,
    };

  const areGapsFree = hasMovingColumns(runLines, myLines);
  for (const [index, line] of myLines.entries()) {
    const why = compareLine(
      runLines.map((lines) => lines[index]),
      line,
      areGapsFree,
      context,
    );
    if (!why) continue;
    if (isSameInAnyOrder(runLines, myLines)) return undefined;
    return { why: `line ${index + 1}: ${why}`, want: runLines[0][index], got: line };
  }
  return undefined;
}

/** A random token or a long age anywhere in a table moves the columns of all of its lines. */
function hasMovingColumns(runLines, myLines) {
  const isMoving = (line) =>
    line.split(/\s+/).some((word) => (AGE.test(word) && word.length > 3) || TEMPLATE_HASH.test(word));
  const isRandom = (a, b) => {
    const [x, y] = [a, b].map((line) => tokensOf(line).filter((token) => kindOf(token) !== 'gap'));
    return x.length !== y.length || x.some((token, at) => token !== y[at] && !(AGE.test(token) && AGE.test(y[at])));
  };
  return (
    myLines.some(isMoving) ||
    runLines[0].some(
      (line, index) =>
        isMoving(line) || runLines.some((lines) => lines[index] !== line && isRandom(lines[index], line)),
    )
  );
}

/** Lines whose order is random in the recordings. */
function isSameInAnyOrder(runLines, myLines) {
  if (runLines.length < 2 || runLines.every((lines) => lines.join('\n') === runLines[0].join('\n'))) return false;
  const sorted = runLines.map((lines) => [...lines].sort().join('\n'));
  return sorted.every((text) => text === sorted[0]) && [...myLines].sort().join('\n') === sorted[0];
}

/** The runs differ in their number of lines: what is common to all is required. */
function compareCommonLines(runLines, myLines) {
  const missing = runLines[0].find(
    (line) => line.trim() !== '' && runLines.every((lines) => lines.includes(line)) && !myLines.includes(line),
  );
  return missing === undefined
    ? undefined
    : { why: 'a line that every recording has is missing', want: missing, got: myLines.join('\n') };
}

function compareLine(recorded, line, areGapsFree, context) {
  if (recorded.includes(line)) return undefined;
  const runs = recorded.map(tokensOf);
  const mine = tokensOf(line);
  if (runs.some((tokens) => tokens.length !== runs[0].length)) return line.trim() === '' ? 'is empty' : undefined;
  if (mine.length !== runs[0].length) return `"${line}" instead of "${recorded[0]}"`;
  const isFree =
    areGapsFree ||
    runs.some((tokens) => tokens.some((token, at) => token !== runs[0][at])) ||
    mine.some((token, at) => token !== runs[0][at] && isAge(token) && isAge(runs[0][at]));
  for (const [at, token] of mine.entries()) {
    const why = compareToken(
      runs.map((tokens) => tokens[at]),
      token,
      isFree,
      context,
    );
    if (why) return why === 'spacing' ? `spacing: "${line}" instead of "${recorded[0]}"` : why;
  }
  return undefined;
}

function compareToken(seen, token, areGapsFree, context) {
  const first = seen[0];
  const isFixed = seen.every((other) => other === first);
  if (isFixed && token === first) return undefined;
  if (kindOf(first) === 'gap' && kindOf(token) === 'gap') return areGapsFree ? undefined : 'spacing';
  if (isAge(token) && isAge(first)) return undefined;
  if (TEMPLATE_HASH.test(first) && TEMPLATE_HASH.test(token))
    return compareRandom([first, first.replace(TEMPLATE_HASH, '$1')], token, context);
  if (isFixed) return `"${token}" instead of "${first}"`;
  const kinds = new Set(seen.map(kindOf));
  const mine = kindOf(token);
  if (!kinds.has(mine) && !kinds.has('word') && !(kinds.has('number') && mine === 'word'))
    return `"${token}" is no ${[...kinds].join(' or ')}`;
  return compareRandom(seen, token, context);
}

function compareRandom(seen, token, { ranges, entities }) {
  const kind = kindOf(seen[0]);
  const isAddress = kind === 'IPv4 address' || kind === 'IPv6 address';
  if (isAddress && seen.every((other) => kindOf(other) === kind)) {
    const placeOf = (address) => ranges.filter((range) => isInside(address, range)).join(' ');
    if (!seen.some((other) => placeOf(other) === placeOf(token)))
      return `${token} lies in {${placeOf(token)}}, the cluster's ${seen[0]} in {${placeOf(seen[0])}}`;
  }
  if (kind === 'word' && kindOf(token) === 'word') {
    const stem = stemOf(seen);
    if (stem && !token.startsWith(stem)) return `"${token}" does not begin with "${stem}"`;
    if (stem && seen.every((other) => other.length === seen[0].length) && token.length !== seen[0].length)
      return `"${token}" has not the length of "${seen[0]}"`;
  }
  if (isAddress || kind === 'word') {
    const entity = seen.join('|');
    const before = entities.get(entity);
    if (before !== undefined && before !== token) return `"${token}", which was "${before}" before in this case`;
    entities.set(entity, token);
  }
  return undefined;
}

/** What all of them begin with, up to the last `-` or `.` in it. */
function stemOf(words) {
  let length = 0;
  while (words.every((word) => word[length] !== undefined && word[length] === words[0][length])) length++;
  return words[0].slice(0, length).replace(/[^-.]*$/, '');
}

/**
 * A case that was recorded once on a release does not show what of its text is random. The same case, recorded several times
 * on the baseline, does: where its runs print different tokens, those tokens are random here too.
 * @returns the recording with further runs in which only such tokens differ; itself when it was recorded more than once.
 */
export function withRandomTokens(recording, baseline) {
  if (!baseline || recording.steps.some((step) => step.runs.length > 1)) return recording;
  const steps = recording.steps.map((step, index) => {
    const known = baseline.steps[index];
    if (known?.command !== step.command) return step;
    const [own] = step.runs;
    const more = known.runs.map((_, run) => ({
      exit: own.exit,
      stdout: withTokensOf(
        own.stdout,
        known.runs.map((other) => other.stdout),
        run,
      ),
      stderr: withTokensOf(
        own.stderr,
        known.runs.map((other) => other.stderr),
        run,
      ),
    }));
    return { ...step, runs: [own, ...more] };
  });
  return { ...recording, steps };
}

function withTokensOf(own, runs, run) {
  const known = runs.map((text) => mask(text).split('\n'));
  const lines = own.split('\n');
  if (known.some((other) => other.length !== lines.length)) return own;
  return lines
    .map((line, at) => {
      const tokens = known.map((other) => tokensOf(other[at]));
      const mine = tokensOf(line);
      if (tokens.some((other) => other.length !== mine.length)) return line;
      const isRandom = (place) => tokens.some((other) => other[place] !== tokens[0][place]);
      return mine.map((token, place) => (isRandom(place) ? tokens[run][place] : token)).join('');
    })
    .join('\n');
}

/**
 * @param recording a recorded case.
 * @param steps what Berth printed: `{ stdout, stderr, exit }` a step.
 * @returns the failures: `{ step, command, part, why, want, got }`; an empty list when the case passes.
 */
export function compareCase(recording, steps) {
  const context = { ranges: rangesOf(recording), entities: new Map() };
  const failures = [];
  for (const [index, step] of recording.steps.entries()) {
    const mine = steps[index];
    const fail = (part, difference) => failures.push({ step: index + 1, command: step.command, part, ...difference });
    if (!mine) {
      fail('step', { why: 'was not run', want: '', got: '' });
      continue;
    }
    const exits = new Set(step.runs.map((run) => run.exit));
    if (exits.size === 1 && !exits.has(mine.exit))
      fail('exit', {
        why: `exit ${mine.exit} instead of ${step.runs[0].exit}`,
        want: step.runs[0].stdout + step.runs[0].stderr,
        got: mine.stdout + mine.stderr,
      });
    for (const part of ['stdout', 'stderr']) {
      const difference = compareText(
        step.runs.map((run) => run[part]),
        mine[part],
        context,
      );
      if (difference) fail(part, difference);
    }
  }
  return failures;
}

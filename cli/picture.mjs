/** A result in little: the address map, hosts file or families of a scenario as shapes, for the gallery and for previews of links. */

import { deflateSync } from 'node:zlib';

/** Shapes lie in a square of this size. */
const SIZE = 80;
const GAP = 2;
const SERVICES_MAX = 6;
const LINES_MAX = 8;
/** Longest texts that bars of a line stand for, in characters. */
const ADDRESS_CHARACTERS = 30;
const NAMES_CHARACTERS = 40;

/** Colours of the light theme, as in `web/styles/tokens.css`. */
const COLOURS = {
  dynamic: [0x0b, 0x44, 0x6b],
  static: [0x53, 0x2b, 0x05],
  system: [0xac, 0x36, 0xd6],
  leaving: [0xf2, 0x60, 0x1a],
  never: [0x94, 0x87, 0x7c],
  free: [0x7d, 0x85, 0x8f],
  refused: [0xb3, 0x26, 0x1e],
};
const PAPER = [0xff, 0xff, 0xff];
const WIDTH = 1200;
const HEIGHT = 630;

/**
 * @param {string | undefined} topic of the scenario.
 * @param {import('../worker/api').RunResult} result
 * @returns {{ x: number, y: number, w: number, h: number, kind: string }[]} `refused` and `never` are outlines, `free` dots.
 */
export function pictureOf(topic, result) {
  const waits = waitsAtEnd(result);
  const height = waits && topic !== 'dual-stack' ? SIZE - 14 : SIZE;
  const shapes =
    (topic === 'hosts' && hostsLines(result, height)) ||
    (topic === 'dual-stack' && families(result)) ||
    cells(topic, result, height);
  if (height < SIZE) shapes.push({ x: 0, y: SIZE - 10, w: SIZE, h: 10, kind: 'refused' });
  return shapes;
}

/** True when a picture shows no more than what every cluster has. */
export const isPlain = (shapes) => shapes.every(({ kind }) => ['free', 'never', 'system', 'refused'].includes(kind));

/** True when the last request for an address was refused. */
function waitsAtEnd({ decisions, diagnostics }) {
  return decisions.at(-1)?.outcome.kind === 'refused' || diagnostics.some(({ severity }) => severity === 'error');
}

function cells(topic, { ranges, decisions }, height) {
  const asked = new Set(decisions.slice(-1).flatMap((decision) => decision.ranges.map(({ range }) => range)));
  const kind = topic === 'nodes' ? 'pod' : 'service';
  const all = ranges.filter((range) => range.kind === kind && (range.cells || range.tiles));
  const chosen =
    all.filter(({ prefix }) => asked.has(prefix)).sort((a, b) => Number(a.free) - Number(b.free))[0] ?? all.at(-1);
  if (!chosen) return [];
  const kinds = chosen.cells
    ? chosen.cells.map(({ category }) => category)
    : chosen.tiles.map(({ held }) => (held === '0' ? 'free' : 'dynamic'));
  return grid(kinds, height);
}

function grid(kinds, height) {
  const columns = 2 ** Math.ceil(Math.log2(kinds.length) / 2);
  const rows = Math.ceil(kinds.length / columns);
  const gap = columns > 8 ? 1 : GAP;
  const w = (SIZE - gap * (columns - 1)) / columns;
  const h = (height - gap * (rows - 1)) / rows;
  return kinds.map((kind, index) => ({
    x: (index % columns) * (w + gap),
    y: Math.floor(index / columns) * (h + gap),
    w,
    h,
    kind,
  }));
}

function hostsLines({ hosts }, height) {
  const file = [...hosts].sort((a, b) => a.lines.length - b.lines.length).at(-1);
  if (!file) return undefined;
  const lines = file.lines.filter(({ address }) => address !== undefined);
  const shown = lines.slice(-LINES_MAX);
  const step = height / LINES_MAX;
  return shown.flatMap(({ address, names, origin }, index) => {
    const kind = { alias: 'static', podIP: 'dynamic', edited: 'leaving' }[origin] ?? 'never-filled';
    const first = 10 + (26 * Math.min(address.length, ADDRESS_CHARACTERS)) / ADDRESS_CHARACTERS;
    const second = 10 + (30 * Math.min((names ?? []).join(' ').length, NAMES_CHARACTERS)) / NAMES_CHARACTERS;
    const y = index * step + 2;
    return [
      { x: 0, y, w: first, h: 4, kind },
      { x: first + 6, y, w: second, h: 4, kind: `${kind} faint` },
    ];
  });
}

/** A row for each Service: what it has of either family. */
function families({ ranges, decisions }) {
  const services = new Map();
  for (const { kind, family, addresses } of ranges)
    if (kind === 'service')
      for (const { holder, category } of addresses) {
        if (category === 'system') continue;
        const key = `${holder.namespace}/${holder.name}`;
        services.set(key, { ...services.get(key), [family]: category });
      }
  for (const { object, resource, outcome } of decisions)
    if (resource === 'clusterIP' && outcome.kind === 'refused') {
      const key = `${object.namespace}/${object.name}`;
      if (!services.has(key)) services.set(key, { IPv4: 'refused' });
    }
  const rows = [...services.values()].slice(-SERVICES_MAX);
  if (rows.length === 0) return undefined;
  const kinds = rows.flatMap((row) => ['IPv4', 'IPv6'].map((family) => row[family] ?? 'free'));
  const h = Math.min(24, (SIZE - GAP * (rows.length - 1)) / rows.length);
  const w = (SIZE - GAP) / 2;
  return kinds.map((kind, index) => ({
    x: (index % 2) * (w + GAP),
    y: Math.floor(index / 2) * (h + GAP),
    w,
    h,
    kind,
  }));
}

/** @returns {Buffer} the shapes as a PNG of the size that previews of links have. */
export function pngOf(shapes) {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3, Buffer.from(PAPER));
  const scale = (HEIGHT - 80) / SIZE;
  const left = (WIDTH - SIZE * scale) / 2;
  for (const { x, y, w, h, kind } of shapes) {
    const [name, faint] = kind.split(' ');
    const colour = mixed(COLOURS[name] ?? COLOURS.free, faint ? 0.55 : 1);
    const box = [left + x * scale, 40 + y * scale, left + (x + w) * scale, 40 + (y + h) * scale].map(Math.round);
    if (name === 'free') fill(pixels, dot(box), colour);
    else fill(pixels, box, colour);
    if (name === 'never' || name === 'refused') fill(pixels, [box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3], PAPER);
  }
  return encode(pixels);
}

const mixed = (colour, share) => colour.map((value, index) => Math.round(value * share + PAPER[index] * (1 - share)));

function dot([x0, y0, x1, y1]) {
  const radius = Math.min(6, (x1 - x0) / 8, (y1 - y0) / 8);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return [x - radius, y - radius, x + radius, y + radius].map(Math.round);
}

function fill(pixels, [x0, y0, x1, y1], colour) {
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels.set(colour, (y * WIDTH + x) * 3);
}

function encode(pixels) {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) pixels.copy(rows, y * (WIDTH * 3 + 1) + 1, y * WIDTH * 3, (y + 1) * WIDTH * 3);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(checksum(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}

/** CRC-32 as PNG has it. */
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

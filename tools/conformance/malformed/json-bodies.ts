import type { Random } from './random.ts';

/** A body, and how it is wrong. */
export interface Body {
  readonly how: string;
  readonly bytes: Buffer;
}

const strange: readonly unknown[] = [null, true, false, 0, -1, 1.5, 1e308, -1e-308, '', ' ', '\u0000', '💥', [], {}, [null], [[]], { a: 1 }, ['x', 7], 'null'];
const literals = [
  '1e400',
  '-1e400',
  '1'.repeat(400),
  '0x10',
  'NaN',
  'Infinity',
  '01',
  '+1',
  '.5',
  "'x'",
  'undefined',
  '-',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\x41"',
  '"\t"',
];
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'credentialID', 'SAD', '', '\u0000', 'a'.repeat(5_000)];

type Members = Readonly<Record<string, unknown>>;

/** Ways to spoil a JSON body that a method would take. */
const ways: Readonly<Record<string, (members: Members, random: Random) => Buffer>> = {
  'wrong type': (members, random) => json({ ...members, [random.of(Object.keys(members))]: random.of(strange) }),
  'two wrong types': (members, random) =>
    json({ ...members, [random.of(Object.keys(members))]: random.of(strange), [random.of(Object.keys(members))]: random.of(strange) }),
  'strange literal': (members, random) => spliced(members, random, () => random.of(literals)),
  'long text': (members, random) => json({ ...members, [random.of(Object.keys(members))]: 'A'.repeat(1_000 + random.below(300_000)) }),
  'long list': (members, random) => json({ ...members, [random.of(Object.keys(members))]: Array.from({ length: 1_000 + random.below(20_000) }, () => 'AAAA') }),
  'much too long': (members, random) => json({ ...members, clientData: 'A'.repeat(2_100_000 + random.below(500_000)) }),
  'repeated member': (members, random) => {
    const name = random.of(Object.keys(members));
    return Buffer.from(`{${JSON.stringify(name)}:${JSON.stringify(random.of(strange))},${json(members).toString('utf8').slice(1)}`);
  },
  'deep list': (members, random) => spliced(members, random, () => nested('[', ']', 33 + random.below(20_000))),
  'deep object': (members, random) => spliced(members, random, () => nested('{"a":', '}', 33 + random.below(20_000))),
  'deep body': (_members, random) => Buffer.from(nested(random.of(['[', '{"a":']), '', 33 + random.below(100_000))),
  'cut off': (members, random) => {
    const whole = json(members);
    return whole.subarray(0, random.below(whole.length));
  },
  'something behind': (members, random) =>
    Buffer.concat([json(members), random.of([Buffer.from('}'), Buffer.from(',{}'), Buffer.from('\n{}'), Buffer.from([0])])]),
  'broken UTF-8': (members, random) => broken(json(members), random),
  'UTF-16': (members) => Buffer.from(json(members).toString('utf8'), 'utf16le'),
  'byte order mark': (members, random) => Buffer.concat([Buffer.from([0xff, 0xfe]), random.bytes(3), json(members)]),
  'no object': (_members, random) =>
    Buffer.from(random.of(['', ' ', '[]', 'null', '"x"', '1', 'true', '[{}]', '{]', '{"a"}', '{"a":}', '{a:1}', '{"a":1,}', 'credentialID=x'])),
  'random bytes': (_members, random) => random.bytes(1 + random.below(2_000)),
  'many members': (members, random) =>
    json({ ...members, ...Object.fromEntries(Array.from({ length: 1_000 + random.below(9_000) }, (_, index) => [`m${index}`, index])) }),
  'odd names': (members, random) => {
    const odd = Array.from({ length: 3 }, () => `${JSON.stringify(random.of(names))}:${JSON.stringify(random.of(strange))}`).join(',');
    return Buffer.from(`{${odd},${json(members).toString('utf8').slice(1)}`);
  },
};

/** A body for a method, spoiled in one way. */
export function spoiledBody(members: Members, random: Random): Body {
  const how = random.of(Object.keys(ways));
  const spoil = ways[how];
  if (!spoil) throw new Error(how);
  return { how, bytes: spoil(members, random) };
}

function json(members: Members): Buffer {
  return Buffer.from(JSON.stringify(members));
}

function nested(open: string, close: string, depth: number): string {
  return `${open.repeat(depth)}${close === '' ? '' : `1${close.repeat(depth)}`}`;
}

/** The members with one value written as it stands. */
function spliced(members: Members, random: Random, written: () => string): Buffer {
  const chosen = random.of(Object.keys(members));
  const parts = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${name === chosen ? written() : JSON.stringify(value)}`);
  return Buffer.from(`{${parts.join(',')}}`);
}

function broken(whole: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(whole);
  // Inside a text, so that only the encoding is wrong.
  const quote = bytes.indexOf('":"');
  bytes[quote < 0 ? random.below(bytes.length) : quote + 3] = random.of([0x80, 0xc0, 0xff, 0xed]);
  return bytes;
}

import { KeyObject, sign } from 'node:crypto';
import type { CryptoKey } from 'jose';
import fc from 'fast-check';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** Values that a parser, a comparison or a database may stumble over, as JSON text: numbers that JavaScript cannot hold among them. */
const oddValue = fc.oneof(
  fc.constantFrom('null', 'true', '0', '-0', '1e400', '-1e400', '9007199254740993', '1e-400', '1.5', '""', '"0"', '[]', '{}', '[[]]', '{"":{}}'),
  fc.constantFrom('"\\u0000"', '"\\ud800"', '"\\u202e"', '"__proto__"', '"constructor"', '{"__proto__":{"x":1}}', '{"toString":1}', '{"then":1}'),
  fc.constantFrom('['.repeat(900) + ']'.repeat(900), '{"a":'.repeat(600) + '1' + '}'.repeat(600), `"${'x'.repeat(2_000)}"`, `[${'0,'.repeat(900)}0]`),
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify(text)),
);

/** The text of an object with one or two things wrong: members missing, twice, of other types, beyond every measure, or none of an object at all. */
export function mangledJson(good: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const names = Object.keys(good);
  const texts = new Map(names.map((name) => [name, JSON.stringify(good[name])]));
  const write = (members: readonly (readonly [string, string])[]) => `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  const all = [...texts];
  if (all.length === 0)
    return fc.oneof(
      oddValue,
      fc.tuple(fc.string({ maxLength: 20 }), oddValue).map(([more, text]) => write([[more, text]])),
    );
  const name = fc.constantFrom(...names);
  return fc.oneof(
    name.map((one) => write(all.filter(([other]) => other !== one))),
    fc.tuple(name, oddValue).map(([one, text]) => write(all.map(([other, old]) => [other, other === one ? text : old]))),
    fc
      .tuple(name, name, oddValue, oddValue)
      .map(([one, two, text, more]) => write(all.map(([other, old]) => [other, other === one ? text : other === two ? more : old]))),
    // Twice, once before and once behind: a parser that takes the first and one that takes the last disagree.
    fc.tuple(name, oddValue).map(([one, text]) => write([[one, text], ...all])),
    fc.tuple(name, oddValue).map(([one, text]) => write([...all, [one, text]])),
    fc.tuple(fc.string({ maxLength: 20 }), oddValue).map(([more, text]) => write([...all, [more, text]])),
    oddValue,
    mangledText(write(all)),
  );
}

/** A request with something wrong somewhere in it, however deep. */
export function mangledDeep(good: unknown): fc.Arbitrary<string> {
  const places = nodes(good, '');
  return fc.constantFrom(...places).chain(({ path, node }) => mangledJson(node).map((text) => replaced(good, path, text)));
}

type Node = { readonly path: string; readonly node: Readonly<Record<string, unknown>> };

// Every object there is inside, the whole included.
function nodes(value: unknown, path: string): readonly Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) => nodes(member, `${path}/${name}`));
  return Array.isArray(value) ? inner : [{ path, node: value as Record<string, unknown> }, ...inner];
}

function replaced(value: unknown, path: string, text: string, here = ''): string {
  if (here === path) return text;
  if (typeof value !== 'object' || value === null || !path.startsWith(here)) return JSON.stringify(value);
  const members = Object.entries(value as Record<string, unknown>).map(([name, member]) => {
    const inner = replaced(member, path, text, `${here}/${name}`);
    return Array.isArray(value) ? inner : `${JSON.stringify(name)}:${inner}`;
  });
  return Array.isArray(value) ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}

/** The value of a text, or nothing: what is no JSON never comes through the bus. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text touched in places, cut, doubled, or with something strange in it; never the text itself. */
export function mangledText(good: string): fc.Arbitrary<string> {
  const place = fc.nat(Math.max(0, good.length - 1));
  const letter = fc.constantFrom(...LETTERS);
  return fc
    .oneof(
      fc.tuple(place, letter).map(([at, one]) => good.slice(0, at) + one + good.slice(at + 1)),
      fc
        .array(fc.tuple(place, letter), { minLength: 2, maxLength: 5 })
        .map((changes) => changes.reduce((text, [at, one]) => text.slice(0, at) + one + text.slice(at + 1), good)),
      place.map((at) => good.slice(0, at)),
      place.map((at) => good.slice(at + 1)),
      fc.tuple(place, place).map(([one, two]) => good.slice(0, Math.max(one, two)) + good.slice(Math.min(one, two))),
      fc.tuple(place, fc.string({ minLength: 1, maxLength: 8, unit: 'binary' })).map(([at, text]) => good.slice(0, at) + text + good.slice(at)),
      fc.constantFrom(`${good}=`, `${good}.`, `.${good}`, ` ${good}`, `${good}\n`, `${good}\u0000`, good.toUpperCase(), good.replaceAll('.', ''), ''),
    )
    .filter((text) => text !== good);
}

/** A JWS or JWE in compact form with something wrong in its parts, or in their number. */
export function mangledCompact(good: string): fc.Arbitrary<string> {
  const parts = good.split('.');
  const decoded = parts.map((part) => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    } catch {
      return undefined;
    }
  });
  const objects = decoded.flatMap((value, place) => (typeof value === 'object' && value !== null ? [{ place, value: value as Record<string, unknown> }] : []));
  const withPart = (place: number, text: string) => parts.map((part, at) => (at === place ? text : part)).join('.');
  return fc
    .oneof(
      mangledText(good),
      fc.nat(parts.length - 1).chain((place) => mangledText(parts[place] ?? '').map((text) => withPart(place, text))),
      ...objects.map(({ place, value }) => mangledJson(value).map((text) => withPart(place, encode(text)))),
      fc.shuffledSubarray(parts, { minLength: 0, maxLength: parts.length }).map((some) => some.join('.')),
      fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 10 })), { maxLength: 7 }).map((some) => some.join('.')),
    )
    .filter((text) => text !== good);
}

/** Anything at all, as long as the contract would let it through. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
        fc.json().map(encode),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('.')),
);

/** Signs whatever texts it is given, as nobody's library would: members twice, numbers out of bounds, no object at all. */
export function rawJws(header: string, payload: string, key: CryptoKey): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: KeyObject.from(key), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Header and payload of a compact JWS. */
export function jwsParts(jws: string): { readonly header: Record<string, unknown>; readonly payload: Record<string, unknown> } {
  const [header = {}, payload = {}] = jws
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  return { header, payload };
}

/** The same bytes, however the text of a compact form was bent: what a library that reads leniently may take for the same. */
export function isSameBytes(one: string, other: string): boolean {
  const bytes = (text: string) => text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
  return JSON.stringify(bytes(one)) === JSON.stringify(bytes(other));
}

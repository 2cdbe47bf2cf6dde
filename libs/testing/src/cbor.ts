/** What authenticators write: whole numbers, text, bytes, lists and maps (RFC 8949), the shortest form of each. */
export type Cbor = number | string | Uint8Array | readonly Cbor[] | ReadonlyMap<number | string, Cbor>;

/** Major types of RFC 8949 section 3.1. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5 } as const;

/** The bytes of a value. A map is written in the order it was filled: CTAP2's canonical order is the caller's to keep. */
export function encodeCbor(value: Cbor): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces(value)));
}

function pieces(value: Cbor): Uint8Array[] {
  if (typeof value === 'number') return [value < 0 ? head(MAJOR.negative, -1 - value) : head(MAJOR.unsigned, value)];
  if (typeof value === 'string') return withLength(MAJOR.text, new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return withLength(MAJOR.bytes, value);
  if (value instanceof Map) return [head(MAJOR.map, value.size), ...[...value].flatMap(([key, entry]) => [...pieces(key as Cbor), ...pieces(entry as Cbor)])];
  const list = value as readonly Cbor[];
  return [head(MAJOR.list, list.length), ...list.flatMap(pieces)];
}

function withLength(major: number, bytes: Uint8Array): Uint8Array[] {
  return [head(major, bytes.length), bytes];
}

function head(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x1_00) return Uint8Array.of(first | 24, argument);
  if (argument < 0x1_0000) return Uint8Array.of(first | 25, argument >> 8, argument & 0xff);
  const long = new Uint8Array(5);
  long[0] = first | 26;
  new DataView(long.buffer).setUint32(1, argument);
  return long;
}

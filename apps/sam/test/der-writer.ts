/** Writes DER by hand, so that a test can also write what no library would. */

/** One element around these. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const { length } = content;
  const octets = length.toString(16).padStart(length < 0x100 ? 2 : length < 0x1_0000 ? 4 : length < 0x100_0000 ? 6 : 8, '0');
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + octets.length / 2, ...Buffer.from(octets, 'hex')];
  return new Uint8Array(Buffer.concat([Buffer.from(head), content]));
}

export const seq = (...contents: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...contents);
/** Context-specific, holding others. */
export const ctx = (number: number, ...contents: readonly Uint8Array[]): Uint8Array => tlv(0xa0 + number, ...contents);
/** Context-specific, holding a plain value. */
export const plain = (number: number, ...contents: readonly Uint8Array[]): Uint8Array => tlv(0x80 + number, ...contents);
export const octets = (content: Uint8Array): Uint8Array => tlv(4, content);
export const bits = (content: Uint8Array): Uint8Array => tlv(3, Uint8Array.of(0), content);
export const bool = (value: boolean): Uint8Array => tlv(1, Uint8Array.of(value ? 0xff : 0));
export const enumerated = (value: number): Uint8Array => tlv(10, Uint8Array.of(value));
export const NULL = tlv(5);

/** A positive INTEGER, from hexadecimal or a small number. */
export function int(value: number | string): Uint8Array {
  const digits = typeof value === 'number' ? value.toString(16) : value;
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return tlv(2, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const arcs = [top * 40 + second, ...rest].map((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) + 0x80);
    return Buffer.from(groups);
  });
  return tlv(6, ...arcs);
}

/** GeneralizedTime, whole seconds. */
export function time(moment: Date): Uint8Array {
  return tlv(0x18, Buffer.from(`${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
}

/** Extension; `critical` is left out where it is false, as DER wants a default to be. */
export function extension(dotted: string, value: Uint8Array, critical = false): Uint8Array {
  return seq(oid(dotted), ...(critical ? [bool(true)] : []), octets(value));
}

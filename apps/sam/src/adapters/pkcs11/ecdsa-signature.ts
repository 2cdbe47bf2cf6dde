const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** A length of 128 to 255 bytes is written behind this (X.690 section 8.1.3.5). */
const ONE_MORE_BYTE = 0x81;

/** ECDSA-Sig-Value (RFC 3279 section 2.2.3) from r || s as PKCS#11 answers it. */
export function derFromRaw(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const body = [...integer(raw.subarray(0, half)), ...integer(raw.subarray(half))];
  // At most 2 * (2 + 67) bytes, for P-521: one number is shorter than 128 bytes, two may not be.
  return Uint8Array.from([SEQUENCE, ...(body.length < 0x80 ? [] : [ONE_MORE_BYTE]), body.length, ...body]);
}

/** r || s from ECDSA-Sig-Value, each of `size` bytes; `undefined` for what is not its one DER encoding. */
export function rawFromDer(der: Uint8Array, size: number): Buffer | undefined {
  const body = readSequence(der);
  const r = body && readInteger(body, size);
  if (body === undefined || r === undefined) return undefined;
  const s = readInteger(body.subarray(r.length), size);
  if (s === undefined || r.length + s.length !== body.length) return undefined;
  return Buffer.concat([r.value, s.value]);
}

function readSequence(der: Uint8Array): Uint8Array | undefined {
  const isLong = der[1] === ONE_MORE_BYTE;
  const body = der.subarray(isLong ? 3 : 2);
  if (der[0] !== SEQUENCE || der[isLong ? 2 : 1] !== body.length || body.length >= 0x80 !== isLong) return undefined;
  return body;
}

function integer(bytes: Uint8Array): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const magnitude = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  const sign = (magnitude[0] ?? 0) >= 0x80 ? [0] : [];
  return [INTEGER, sign.length + magnitude.length, ...sign, ...magnitude];
}

function readInteger(der: Uint8Array, size: number): { value: Buffer; length: number } | undefined {
  const length = der[1];
  if (der[0] !== INTEGER || length === undefined || length === 0 || der.length < 2 + length) return undefined;
  const [first = 0, second = 0] = der.subarray(2, 2 + length);
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && length > 1 && second < 0x80;
  const magnitude = der.subarray(first === 0 ? 3 : 2, 2 + length);
  if (isNegative || isPadded || magnitude.length > size) return undefined;
  return { value: Buffer.concat([Buffer.alloc(size - magnitude.length), magnitude]), length: 2 + length };
}

import { createECDH, randomBytes, type KeyObject } from 'node:crypto';

/*
 * ECDSA over a digest (FIPS 186-5 sections 6.4.1 and 6.4.2), which Node.js does not offer: it hashes what it is given.
 * For tests: nothing here takes constant time.
 */

interface Curve {
  readonly node: string;
  readonly p: bigint;
  readonly n: bigint;
  readonly bytes: number;
}

/** Domain parameters of FIPS 186-5 / SP 800-186 sections 3.2.1.3 to 3.2.1.5; a is -3 in all. */
const curves: Readonly<Record<string, Curve>> = {
  'P-256': {
    node: 'prime256v1',
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    bytes: 32,
  },
  'P-384': {
    node: 'secp384r1',
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    bytes: 48,
  },
  'P-521': {
    node: 'secp521r1',
    p: (1n << 521n) - 1n,
    n: 0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    bytes: 66,
  },
};

/** r || s over a digest. */
export function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const { crv = '', d = '' } = key.export({ format: 'jwk' });
  const curve = curveNamed(crv);
  const k = 1n + (toNumber(randomBytes(curve.bytes + 8)) % (curve.n - 1n));
  const r = times(curve, k).x % curve.n;
  const e = shortened(curve, digest);
  const s = mod(inverse(k, curve.n) * (e + r * toNumber(Buffer.from(d, 'base64url'))), curve.n);
  return Buffer.concat([toBytes(r, curve.bytes), toBytes(s, curve.bytes)]);
}

/** Whether r || s is a signature over the digest by this public key. */
export function verifyDigest(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { crv = '', x = '', y = '' } = key.export({ format: 'jwk' });
  const curve = curveNamed(crv);
  const r = toNumber(signature.subarray(0, curve.bytes));
  const s = toNumber(signature.subarray(curve.bytes));
  if (r <= 0n || r >= curve.n || s <= 0n || s >= curve.n) return false;
  const w = inverse(s, curve.n);
  const u = mod(shortened(curve, digest) * w, curve.n);
  const v = mod(r * w, curve.n);
  const q = { x: toNumber(Buffer.from(x, 'base64url')), y: toNumber(Buffer.from(y, 'base64url')) };
  const sum = plus(curve, multiply(curve, u, generator(curve)), multiply(curve, v, q));
  return sum !== undefined && sum.x % curve.n === r;
}

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

function curveNamed(name: string): Curve {
  const curve = curves[name];
  if (curve === undefined) throw new Error(`no such curve: ${name}`);
  return curve;
}

const generator = (curve: Curve): Point => times(curve, 1n);

/** k times the generator, by OpenSSL. */
function times(curve: Curve, k: bigint): Point {
  const ecdh = createECDH(curve.node);
  ecdh.setPrivateKey(toBytes(k, curve.bytes));
  const point = ecdh.getPublicKey();
  return { x: toNumber(point.subarray(1, 1 + curve.bytes)), y: toNumber(point.subarray(1 + curve.bytes)) };
}

function multiply(curve: Curve, factor: bigint, point: Point): Point | undefined {
  let sum: Point | undefined;
  for (let rest = factor, power: Point | undefined = point; rest > 0n; rest >>= 1n, power = plus(curve, power, power)) {
    if (rest & 1n) sum = plus(curve, sum, power);
  }
  return sum;
}

function plus({ p }: Curve, a: Point | undefined, b: Point | undefined): Point | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.x === b.x && mod(a.y + b.y, p) === 0n) return undefined;
  const slope = a.x === b.x ? (3n * a.x * a.x - 3n) * inverse(2n * a.y, p) : (b.y - a.y) * inverse(mod(b.x - a.x, p), p);
  const x = mod(slope * slope - a.x - b.x, p);
  return { x, y: mod(slope * (a.x - x) - a.y, p) };
}

/** The leftmost bits of the digest, as many as the order has: it has more than any digest where it is no multiple of 8. */
function shortened(curve: Curve, digest: Uint8Array): bigint {
  return toNumber(digest.subarray(0, curve.bytes));
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, mod(value, modulus), 0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next, factor, nextFactor] = [next, rest - quotient * next, nextFactor, factor - quotient * nextFactor];
  }
  return mod(factor, modulus);
}

const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;
const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
const toBytes = (value: bigint, length: number): Buffer => Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');

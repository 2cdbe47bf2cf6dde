import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { grouped } from '../key-checks.js';

const bytes = z.base64().transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')));
const holder = z.object({ label: z.string(), serial: z.string() });

/** From the target to the source: the public key that keys may travel under. */
const offer = z.object({
  kind: z.literal('paraph-carry-offer-1'),
  target: holder,
  family: z.string(),
  oaepHash: z.enum(['sha1', 'sha256']),
  /** SubjectPublicKeyInfo, DER. */
  publicKey: bytes,
});
export type CarryOffer = z.output<typeof offer>;

/** From the source to the target: its keys, each under that public key; the checks are for the words of a refusal only. */
const parcel = z.object({
  kind: z.literal('paraph-carry-parcel-1'),
  source: holder,
  target: holder,
  family: z.string(),
  offerFingerprint: z.string(),
  keks: z.array(z.object({ generation: z.number().int().positive(), check: z.string(), wrapped: bytes })).min(1),
  mac: z.object({ check: z.string(), wrapped: bytes }),
});
export type CarryParcel = z.output<typeof parcel>;

/** What people compare of an offer: all that decides where the keys go. */
export function offerFingerprint({ publicKey, oaepHash }: Pick<CarryOffer, 'publicKey' | 'oaepHash'>): string {
  return grouped(createHash('sha256').update(`paraph/carry-offer/v1\n${oaepHash}\n`).update(publicKey).digest());
}

/** @throws Error when the file is no offer */
export function readOffer(path: string): CarryOffer {
  return offer.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** @throws Error when the file is no parcel */
export function readParcel(path: string): CarryParcel {
  return parcel.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Writes an offer or a parcel. */
export function writeCarryFile(path: string, content: CarryOffer | CarryParcel): void {
  const text = JSON.stringify(content, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value), 2);
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
}

import { ServiceError } from '@paraph/contracts';
import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KeyCensus } from '../../../domain/keys/key-census.js';

const census = z.object({
  takenAt: z.iso.datetime(),
  closing: z.number().int().positive(),
  generations: z.array(z.object({ generation: z.number().int().positive(), rows: z.number().int().nonnegative(), backupsUntil: z.iso.datetime().optional() })),
});

const sealed = z.object({ body: z.string(), mac: z.base64() });

/** A census as it lies in a file. */
export type SealedCensus = z.infer<typeof sealed>;

/** @throws Error when the file is no census */
export function readCensusFile(path: string): SealedCensus {
  return sealed.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** What the SAM counted. @throws `hsm.refused` when the SAM of this token's MAC key did not seal it */
export async function openCensus({ body, mac }: SealedCensus, macOf: (bytes: Uint8Array) => Promise<Uint8Array>): Promise<KeyCensus> {
  const expected = await macOf(Buffer.from(body));
  const given = Buffer.from(mac, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ServiceError('hsm.refused', 'the census was not sealed by the SAM of this token');
  const { generations, ...rest } = census.parse(JSON.parse(body));
  return { ...rest, generations: generations.map(({ backupsUntil, ...one }) => ({ ...one, ...(backupsUntil !== undefined && { backupsUntil }) })) };
}

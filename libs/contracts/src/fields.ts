import { fromBase64, idPattern, keyAlgorithms, type IdPrefix } from '@paraph/kernel';
import { z } from 'zod';

/** An identifier of one kind, `prefix_` and 22 characters. */
export const id = (prefix: IdPrefix) => z.string().regex(idPattern(prefix), `expected an identifier that begins with ${prefix}_`);

/** Bytes as standard Base64 with padding. */
export const base64 = z
  .string()
  .max(1_000_000)
  .refine((text) => fromBase64(text) !== undefined, 'expected standard Base64 with padding');

/** 32 bytes as base64url without padding. */
export const digestBase64Url = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url');

/** A dotted object identifier. */
export const oid = z
  .string()
  .max(100)
  .regex(/^\d+(?:\.\d+)+$/, 'expected a dotted object identifier');

/** A moment, ISO 8601 in UTC with milliseconds. */
export const moment = z.iso.datetime();

export const keyAlgorithm = z.enum(keyAlgorithms);

/** Five parts of base64url with dots between them (RFC 7516 section 7.1); whether it opens is seen later. */
export const compactJwe = z
  .string()
  .max(8_000)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'expected a compact JWE');

/** Three parts of base64url with dots between them (RFC 7515 section 7.1); whether it verifies is seen later. */
export const compactJws = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'expected a compact JWS');

/** A name people read. */
export const title = z.string().trim().min(1).max(255);

/** An absolute URL. */
export const url = z.url().max(2_000);

/** A request: unknown members are refused. */
export const request = z.strictObject;

/** A reply or an event: unknown members are tolerated and dropped. */
export const reply = z.object;

import type { AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import type { KeptObject } from '../../domain/ports/protocol-objects.js';
import type { Seal } from '../../domain/seal.js';

/** Longer than any pushed request is valid. */
const REFERENCE_SECONDS = 3_600;
const SEAL_PURPOSE = 'pushed request of an interaction';

const sadFacts = z.object({ expires: z.number().int() });
const record = z.record(z.string(), z.unknown());

/**
 * A payload as it is stored: without the object's own id, without the session's cookie and without the address that holds
 * the id, and with the reference to a pushed request closed, since each would open something for who reads the table.
 */
export function toStored(payload: AdapterPayload, seal: Seal): Record<string, unknown> {
  const stored: Record<string, unknown> = { ...payload };
  for (const name of ['jti', 'returnTo']) delete stored[name];
  if (payload.session !== undefined) stored['session'] = Object.fromEntries(Object.entries(payload.session).filter(([name]) => name !== 'cookie'));
  if (payload.parJti !== undefined) stored['parJti'] = seal.close(SEAL_PURPOSE, payload.parJti, REFERENCE_SECONDS);
  const sad = sadFacts.safeParse(payload.extra);
  if (sad.success) stored['exp'] = sad.data.expires;
  return stored;
}

/** The payload again, as the library wrote it. */
export function fromStored(object: KeptObject, id: string, parts: { readonly seal: Seal; readonly resumeUrl: string }): AdapterPayload {
  const payload: AdapterPayload = { ...record.parse(object.payload), jti: id };
  if (object.kind === 'Interaction') payload.returnTo = `${parts.resumeUrl}/${id}`;
  if (payload.parJti !== undefined) payload.parJti = parts.seal.open(SEAL_PURPOSE, payload.parJti);
  if (object.consumedAt !== undefined) payload.consumed = Math.floor(object.consumedAt.getTime() / 1000);
  return payload;
}

import { z } from 'zod';
import { base64, request } from '../fields.js';
import { MAX_DOCUMENTS } from './statement.js';

/** Documents by their digests: none where the policy leaves all of them to the client (SCAL 1), fewer than signatures where it leaves some. */
export const documents = z.array(request({ hash: base64, label: z.string().max(500) })).max(MAX_DOCUMENTS);

/** What opening an activation may be refused with, whoever asks. */
export const openingErrors = [
  'client.unknown',
  'credential.unknown',
  'credential.disabled',
  'credential.certificate_expired',
  'container.state',
  'container.limit',
  'hash.algorithm_unsupported',
  'hash.length',
  'activation.too_many',
  'activation.busy',
  'algorithm.unsupported',
  'order.invalid',
  'hsm.unavailable',
  'hsm.refused',
  'hsm.ambiguous',
  'clock.unreliable',
  'journal.closed',
  'log.behind',
  'record.tampered',
] as const;

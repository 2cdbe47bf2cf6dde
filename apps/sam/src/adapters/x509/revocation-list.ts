import { context, TAG } from '@paraph/kernel';
import type { RevocationListContent } from '../../domain/x509/contents.js';
import type { CompositionKey } from '../../domain/x509/x509-composer.js';
import { encodeTime } from './bytes.js';
import { derElement, signedStructure } from './der-elements.js';
import { listExtensions } from './extensions.js';
import { encodeEntries } from './list/encode-entries.js';
import { encodeName } from './names.js';
import { signStructure } from './sign-structure.js';
import { encodedAlgorithm } from './signature-algorithms.js';

/**
 * A revocation list, signed. It may have 100,000 entries, so it is put together from its parts and not from an object for
 * each of them; what it says around the entries is encoded as everywhere else.
 */
export async function revocationList(content: RevocationListContent, key: CompositionKey): Promise<Uint8Array> {
  const entries = await encodeEntries(content.revocations);
  const algorithm = encodedAlgorithm(key.algorithm);
  const toBeSigned = derElement(
    TAG.sequence,
    derElement(TAG.integer, Uint8Array.of(1)),
    algorithm,
    encodeName(content.issuer.name),
    encodeTime(content.thisUpdate),
    encodeTime(content.nextUpdate),
    // An empty list is left out, not written empty (RFC 5280 section 5.1.2.6).
    ...(entries.length === 0 ? [] : [derElement(TAG.sequence, entries)]),
    derElement(context(0), derElement(TAG.sequence, ...listExtensions(content))),
  );
  const signature = await signStructure(toBeSigned, key);
  return signedStructure(toBeSigned, algorithm, new Uint8Array(signature));
}

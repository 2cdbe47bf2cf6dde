import { AsnConvert } from '@peculiar/asn1-schema';
import { Extensions, Time } from '@peculiar/asn1-x509';
import type { RevocationListContent } from '../../domain/x509/contents.js';
import type { CompositionKey } from '../../domain/x509/x509-composer.js';
import { der } from './bytes.js';
import { derElement, signedStructure } from './der-elements.js';
import { listExtensions } from './extensions.js';
import { encodeEntries } from './list/encode-entries.js';
import { asn1Name } from './names.js';
import { signStructure } from './sign-structure.js';
import { signatureAlgorithm } from './signature-algorithms.js';

const [INTEGER, SEQUENCE, EXPLICIT_0] = [0x02, 0x30, 0xa0] as const;

/**
 * A revocation list, signed. It may have 100,000 entries, so it is put together from its parts and not from an object for
 * each of them; what it says around the entries is encoded as everywhere else.
 */
export async function revocationList(content: RevocationListContent, key: CompositionKey): Promise<Uint8Array> {
  const entries = await encodeEntries(content.revocations);
  const algorithm = der(signatureAlgorithm(key.algorithm));
  const toBeSigned = derElement(
    SEQUENCE,
    derElement(INTEGER, Uint8Array.of(1)),
    algorithm,
    der(asn1Name(content.issuer.name)),
    time(content.thisUpdate),
    time(content.nextUpdate),
    // An empty list is left out, not written empty (RFC 5280 section 5.1.2.6).
    ...(entries.length === 0 ? [] : [derElement(SEQUENCE, entries)]),
    derElement(EXPLICIT_0, der(new Extensions(listExtensions(content)))),
  );
  const signature = await signStructure(toBeSigned, key);
  return signedStructure(toBeSigned, algorithm, new Uint8Array(signature));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 5.1.2.4). */
function time(moment: Date): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(new Time(moment)));
}

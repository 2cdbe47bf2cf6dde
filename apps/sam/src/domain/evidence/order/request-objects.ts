import { REQUEST_OBJECT_TYPE, ServiceError } from '@paraph/contracts';
import { fromBase64Lenient, toBase64, type Clock } from '@paraph/kernel';
import type { ClientSignatures } from '../../ports/client-signatures.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import { Reason } from '../../refusals.js';

/** What a request object has to say for its labels to count. */
export interface RequestedDocuments {
  readonly credentialId: string;
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
  readonly requestObject?: string | undefined;
}

/** The authorisation server a request object is for: `aud`, besides the SAM's own name. */
export class RequestAudience {
  constructor(readonly issuer: string) {}
}

/** Longest life of a request object, in seconds: it is pushed at once. */
const LIFETIME = 3_600;

/** Tells labels that the client's pinned key vouches for from those it does not (RFC 9101; architecture 6.2). */
export class RequestObjects {
  constructor(
    private readonly signatures: ClientSignatures,
    private readonly audience: RequestAudience,
    private readonly clock: Clock,
  ) {}

  /** @throws `order.invalid` for a request object that does not verify or says something else than the request */
  async labelSource({ id, body }: TrustRecord<'client'>, request: RequestedDocuments): Promise<'unverified' | 'client-signed'> {
    if (request.requestObject === undefined || body.keys.length === 0) return 'unverified';
    const claims = await this.signatures.verify(request.requestObject, {
      keys: body.keys,
      typ: REQUEST_OBJECT_TYPE,
      issuer: id,
      audience: this.audience.issuer,
      now: this.clock.now(),
      lifetimeSeconds: LIFETIME,
    });
    if (!saysTheSame(claims['authorization_details'], request))
      throw new ServiceError('order.invalid', 'the signed request of the client is not accepted', {
        cause: new Reason('it says something else than the request'),
      });
    return 'client-signed';
  }
}

// One detail, for this credential, these digests with these labels in this order: what the signer reads is what was signed.
function saysTheSame(details: unknown, { credentialId, documents, hashAlgorithmOid, numSignatures }: RequestedDocuments): boolean {
  const list = typeof details === 'string' ? parse(details) : details;
  const found: readonly unknown[] = Array.isArray(list) ? (list as unknown[]) : [];
  const [detail, ...others] = found;
  if (others.length > 0 || !isObject(detail)) return false;
  const digests: unknown[] = Array.isArray(detail['documentDigests']) ? detail['documentDigests'] : [];
  return (
    detail['credentialID'] === credentialId &&
    // Without digests there is nothing it could be the algorithm of.
    (detail['hashAlgorithmOID'] === hashAlgorithmOid || (documents.length === 0 && detail['hashAlgorithmOID'] === undefined)) &&
    // What the client left out is one for each document; more would be a choice it never asked its signer for.
    (detail['numSignatures'] ?? documents.length) === numSignatures &&
    digests.length === documents.length &&
    documents.every(({ hash, label }, place) => {
      const stated = digests[place];
      return isObject(stated) && (stated['label'] ?? '') === label && base64Of(stated['hash']) === hash;
    })
  );
}

function base64Of(text: unknown): string | undefined {
  const bytes = typeof text === 'string' ? fromBase64Lenient(text) : undefined;
  return bytes && toBase64(bytes);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { TrustRecord } from '../../records/record-kinds.js';

/** What a request object has to say for its labels to count. */
export interface RequestedDocuments {
  readonly credentialId: string;
  readonly documents: readonly { readonly hash: string; readonly label: string }[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
  readonly requestObject?: string | undefined;
}

/** Tells labels that the client's pinned key vouches for from those it does not (RFC 9101; architecture 6.2). */
export class RequestObjects {
  /** @throws `order.invalid` for a request object that does not verify or says something else than the request */
  async labelSource(_client: TrustRecord<'client'>, { requestObject }: RequestedDocuments): Promise<'unverified' | 'client-signed'> {
    if (requestObject === undefined) return 'unverified';
    throw new Error('not yet');
  }
}

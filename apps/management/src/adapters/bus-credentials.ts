import {
  createCredential,
  describeBinding,
  describeCredentialFully,
  listCredentialEvents,
  refreshCredential,
  renewCredential,
  searchCredentials,
  suspendCredential,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Credentials, type CredentialRequest, type CredentialState, type OpenEnrolment } from '../domain/credentials.js';

/** Credentials made and followed by key-lifecycle; their means as the SAM records them. */
export class BusCredentials extends Credentials {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override create(request: CredentialRequest): Promise<OpenEnrolment> {
    return this.bus.call(createCredential, request);
  }

  override renew(renewal: RequestOf<typeof renewCredential>): Promise<OpenEnrolment> {
    return this.bus.call(renewCredential, renewal);
  }

  override search(page: RequestOf<typeof searchCredentials>): Promise<ReplyOf<typeof searchCredentials>> {
    return this.bus.call(searchCredentials, page);
  }

  override describe(credentialId: string): Promise<ReplyOf<typeof describeCredentialFully>> {
    return this.bus.call(describeCredentialFully, { credentialId });
  }

  override means(credentialId: string): Promise<ReplyOf<typeof describeBinding>> {
    return this.bus.call(describeBinding, { credentialId });
  }

  override events(credentialId: string, limit: number): Promise<ReplyOf<typeof listCredentialEvents>> {
    return this.bus.call(listCredentialEvents, { credentialId, limit });
  }

  override suspend(credentialId: string, reason: string): Promise<CredentialState> {
    return this.bus.call(suspendCredential, { credentialId, requestedBy: 'operator', reason });
  }

  override refresh(credentialId: string): Promise<CredentialState> {
    return this.bus.call(refreshCredential, { credentialId });
  }
}

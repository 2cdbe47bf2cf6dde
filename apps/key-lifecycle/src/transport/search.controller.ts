import { Controller } from '@nestjs/common';
import { describeCredentialFully, listCredentialEvents, searchCredentials, ServiceError, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { foundCredential, fullCredential, recordedEvent } from '../domain/credential-facts.js';
import { CredentialSearch } from '../domain/credential-search.js';
import type { Credential } from '../domain/credential.js';

/** The calls by which operators find credentials. */
@Controller()
export class SearchController {
  constructor(private readonly search: CredentialSearch) {}

  @Answers(searchCredentials)
  async searchCredentials(request: RequestOf<typeof searchCredentials>): Promise<ReplyOf<typeof searchCredentials>> {
    const { credentials, ...next } = await this.search.search(request);
    return { credentials: credentials.map(foundCredential), ...next };
  }

  @Answers(describeCredentialFully)
  async describeCredential({ credentialId }: RequestOf<typeof describeCredentialFully>): Promise<ReplyOf<typeof describeCredentialFully>> {
    return fullCredential(await this.known(credentialId));
  }

  @Answers(listCredentialEvents)
  async listEvents({ credentialId, limit }: RequestOf<typeof listCredentialEvents>): Promise<ReplyOf<typeof listCredentialEvents>> {
    await this.known(credentialId);
    return { events: (await this.search.eventsOf(credentialId, limit)).map(recordedEvent) };
  }

  private async known(credentialId: string): Promise<Credential> {
    const credential = await this.search.find(credentialId);
    if (credential === undefined) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    return credential;
  }
}

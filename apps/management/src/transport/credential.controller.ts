import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { Credentials } from '../domain/credentials.js';
import { OpenCredential } from '../domain/open-credential.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Credentials: opened for a signer, found, stopped, looked at again. */
@Controller()
export class CredentialController {
  constructor(
    private readonly credentials: Credentials,
    private readonly openCredential: OpenCredential,
  ) {}

  @Serves(endpoints.createCredential)
  open(asked: AskedOf<Served['createCredential']>): Promise<AnswerOf<Served['createCredential']>> {
    return this.openCredential.run(asked);
  }

  @Serves(endpoints.searchCredentials)
  search(asked: AskedOf<Served['searchCredentials']>): Promise<AnswerOf<Served['searchCredentials']>> {
    return this.credentials.search(asked);
  }

  @Serves(endpoints.describeCredential)
  describe({ credentialId }: AskedOf<Served['describeCredential']>): Promise<AnswerOf<Served['describeCredential']>> {
    return this.credentials.describe(credentialId);
  }

  @Serves(endpoints.describeMeans)
  means({ credentialId }: AskedOf<Served['describeMeans']>): Promise<AnswerOf<Served['describeMeans']>> {
    return this.credentials.means(credentialId);
  }

  @Serves(endpoints.listCredentialEvents)
  events({ credentialId, limit }: AskedOf<Served['listCredentialEvents']>): Promise<AnswerOf<Served['listCredentialEvents']>> {
    return this.credentials.events(credentialId, limit);
  }

  /** Stopping is cheap: one operator may. Starting again takes the signer's evidence or a quorum. */
  @Serves(endpoints.suspendCredential)
  suspend({ credentialId, reason }: AskedOf<Served['suspendCredential']>): Promise<AnswerOf<Served['suspendCredential']>> {
    return this.credentials.suspend(credentialId, reason);
  }

  @Serves(endpoints.renewCredential)
  renew(asked: AskedOf<Served['renewCredential']>): Promise<AnswerOf<Served['renewCredential']>> {
    return this.openCredential.renew(asked);
  }

  @Serves(endpoints.refreshCredential)
  refresh({ credentialId }: AskedOf<Served['refreshCredential']>): Promise<AnswerOf<Served['refreshCredential']>> {
    return this.credentials.refresh(credentialId);
  }
}

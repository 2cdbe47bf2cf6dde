import { FakeClock } from '@paraph/testing';
import { DerCertificates } from '../src/adapters/der-certificates.js';
import { AuthoriseExplicitly } from '../src/domain/authorise-explicitly.js';
import { AwaitApproval } from '../src/domain/await-approval.js';
import { DescribeCredential } from '../src/domain/describe-credential.js';
import { DescribeService } from '../src/domain/describe-service.js';
import { FindAuthorisation } from '../src/domain/find-authorisation.js';
import { KeepCredentials } from '../src/domain/keep-credentials.js';
import { ListCredentials } from '../src/domain/list-credentials.js';
import { RevokeToken } from '../src/domain/revoke-token.js';
import { SignHash } from '../src/domain/sign-hash.js';
import { CscVersions } from '../src/transport/versions.js';
import { CredentialViews } from '../src/transport/wire/credential-view.js';
import { AccountUses, AuthorisationUses, CredentialUses, SignatureUses, UseCases } from '../src/transport/wire/use-cases.js';
import { CoreFakes } from './core-fakes.js';
import { FakeDirectory, FakeSigners, FakeSigningModule, FakeTokens } from './fakes.js';
import { ORIGIN } from './http-gateway.js';

/** Both versions of the API over fakes, without a server. */
export class Core {
  readonly tokens = new FakeTokens();
  readonly directory = new FakeDirectory();
  readonly signers = new FakeSigners();
  readonly sam = new FakeSigningModule();
  readonly fakes = new CoreFakes();
  readonly versions: CscVersions;

  constructor() {
    const { authorisations, keeper, logins, pause, timestamps } = this.fakes;
    const clock = new FakeClock();
    const describe = new DescribeCredential(this.directory);
    const explicit = new AuthoriseExplicitly(describe, authorisations, this.sam, clock);
    const find = new FindAuthorisation(this.tokens, describe);
    const views = new CredentialViews(authorisations, new DerCertificates(), clock);
    const list = new ListCredentials(this.directory, this.signers, clock);
    const profile = {
      origin: ORIGIN,
      name: 'Paraph',
      region: 'FR',
      logo: `${ORIGIN}/logo.png`,
      authorisationServer: ORIGIN,
      specs: { v1: '1.0.4.0', v2: '2.2.0.0' },
    };
    this.versions = new CscVersions(
      new UseCases(
        new DescribeService(profile),
        new CredentialUses(list, describe, new KeepCredentials(keeper, this.directory), views),
        new AuthorisationUses(explicit, find, new AwaitApproval(explicit, pause)),
        new SignatureUses(new SignHash(find, this.sam), this.sam, timestamps),
        new AccountUses(logins, new RevokeToken(logins, this.tokens)),
      ),
      this.fakes.containers,
    );
  }
}

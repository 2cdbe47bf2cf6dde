import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import type { AwaitApproval } from '../../domain/await-approval.js';
import type { DescribeCredential } from '../../domain/describe-credential.js';
import type { DescribeService } from '../../domain/describe-service.js';
import type { FindAuthorisation } from '../../domain/find-authorisation.js';
import type { KeepCredentials } from '../../domain/keep-credentials.js';
import type { ListCredentials } from '../../domain/list-credentials.js';
import type { Logins } from '../../domain/logins.js';
import type { RevokeToken } from '../../domain/revoke-token.js';
import type { SignHash } from '../../domain/sign-hash.js';
import type { SigningModule } from '../../domain/signing-module.js';
import type { Timestamps } from '../../domain/timestamps.js';
import type { CredentialViews } from './credential-view.js';

/** What tells of credentials and keeps them. */
export class CredentialUses {
  constructor(
    readonly list: ListCredentials,
    readonly describe: DescribeCredential,
    readonly keep: KeepCredentials,
    readonly views: CredentialViews,
  ) {}
}

/** What leads to a SAD. */
export class AuthorisationUses {
  constructor(
    readonly explicit: AuthoriseExplicitly,
    readonly find: FindAuthorisation,
    readonly approval: AwaitApproval,
  ) {}
}

/** What leads to a signature or a time-stamp. */
export class SignatureUses {
  constructor(
    readonly hash: SignHash,
    readonly module: Pick<SigningModule, 'poll'>,
    readonly timestamps: Timestamps,
  ) {}
}

/** What opens and ends tokens. */
export class AccountUses {
  constructor(
    readonly logins: Pick<Logins, 'open'>,
    readonly revoke: RevokeToken,
  ) {}
}

/** The one core behind all versions. */
export class UseCases {
  constructor(
    readonly service: DescribeService,
    readonly credentials: CredentialUses,
    readonly authorisation: AuthorisationUses,
    readonly signatures: SignatureUses,
    readonly accounts: AccountUses,
  ) {}
}

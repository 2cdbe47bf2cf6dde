import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus } from '@paraph/platform';
import { BusContainerKeeper } from './adapters/bus-container-keeper.js';
import { BusCredentialKeeper } from './adapters/bus-credential-keeper.js';
import { BusLogins } from './adapters/bus-logins.js';
import { BusTimestamps } from './adapters/bus-timestamps.js';
import { DerCertificates } from './adapters/der-certificates.js';
import { RememberedCertificates } from './adapters/remembered-certificates.js';
import { TimedPause } from './adapters/timed-pause.js';
import { AuthorisationDirectory } from './domain/authorisation-directory.js';
import { AuthoriseExplicitly } from './domain/authorise-explicitly.js';
import { AwaitApproval } from './domain/await-approval.js';
import { Certificates } from './domain/certificates.js';
import { CredentialDirectory } from './domain/credential-directory.js';
import { ContainerKeeper } from './domain/container-keeper.js';
import { CredentialKeeper } from './domain/credential-keeper.js';
import { DescribeCredential } from './domain/describe-credential.js';
import { DescribeService, type ServiceProfile } from './domain/describe-service.js';
import { FindAuthorisation } from './domain/find-authorisation.js';
import { KeepCredentials } from './domain/keep-credentials.js';
import { ListCredentials } from './domain/list-credentials.js';
import { Logins } from './domain/logins.js';
import { Pause } from './domain/pause.js';
import { RevokeToken } from './domain/revoke-token.js';
import { SignHash } from './domain/sign-hash.js';
import { Signers } from './domain/signers.js';
import { SigningModule } from './domain/signing-module.js';
import { Timestamps } from './domain/timestamps.js';
import { Tokens } from './domain/tokens.js';
import { ApiVersions } from './transport/method.js';
import { Documents } from './transport/openapi/documents.js';
import { CscVersions } from './transport/versions.js';
import { CredentialViews } from './transport/wire/credential-view.js';
import { AccountUses, AuthorisationUses, CredentialUses, SignatureUses, UseCases } from './transport/wire/use-cases.js';

/** The neighbours whose word is asked for each time. */
export const coreNeighbours: readonly Provider[] = [
  adapt(Logins, BusLogins, Bus),
  adapt(CredentialKeeper, BusCredentialKeeper, Bus),
  adapt(ContainerKeeper, BusContainerKeeper, Bus),
  adapt(Timestamps, BusTimestamps, Bus),
  adapt(Pause, TimedPause),
];

/** The use cases and the versions of the API over them. */
export function coreProviders(profile: ServiceProfile): readonly Provider[] {
  return [
    { provide: Certificates, useValue: new RememberedCertificates(new DerCertificates()) },
    { provide: Documents, useValue: new Documents(profile.origin) },
    { provide: DescribeService, useValue: new DescribeService(profile) },
    build(ListCredentials, CredentialDirectory, Signers, Clock),
    build(DescribeCredential, CredentialDirectory),
    build(KeepCredentials, CredentialKeeper, CredentialDirectory),
    build(FindAuthorisation, Tokens, DescribeCredential),
    build(SignHash, FindAuthorisation, SigningModule),
    build(AuthoriseExplicitly, DescribeCredential, AuthorisationDirectory, SigningModule, Clock),
    build(AwaitApproval, AuthoriseExplicitly, Pause),
    build(RevokeToken, Logins, Tokens),
    build(CredentialViews, AuthorisationDirectory, Certificates, Clock),
    build(CredentialUses, ListCredentials, DescribeCredential, KeepCredentials, CredentialViews),
    build(AuthorisationUses, AuthoriseExplicitly, FindAuthorisation, AwaitApproval),
    build(SignatureUses, SignHash, SigningModule, Timestamps),
    build(AccountUses, Logins, RevokeToken),
    build(UseCases, DescribeService, CredentialUses, AuthorisationUses, SignatureUses, AccountUses),
    adapt(ApiVersions, CscVersions, UseCases, ContainerKeeper),
  ];
}

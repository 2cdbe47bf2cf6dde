import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import type { Certificates } from '../../domain/certificates.js';
import type { DescribeCredential } from '../../domain/describe-credential.js';
import type { DescribeService } from '../../domain/describe-service.js';
import type { ListCredentials } from '../../domain/list-credentials.js';
import type { SignHash } from '../../domain/sign-hash.js';
import { credentialsAuthorize } from './credentials-authorize.js';
import { credentialsGetChallenge } from './credentials-get-challenge.js';
import { CredentialInfo } from './credential-info.js';
import { credentialsInfo } from './credentials-info.js';
import { credentialsList } from './credentials-list.js';
import { info } from './info.js';
import type { Method } from './method.js';
import { signHash } from './sign-hash.js';

/** Names CSC 2.2 knows and this service does not offer. */
export const unimplemented: ReadonlySet<string> = new Set([
  'auth/login',
  'auth/revoke',
  'credentials/create',
  'credentials/delete',
  'credentials/authorizeCheck',
  'credentials/sendOTP',
  'credentials/extendTransaction',
  'signatures/signDoc',
  'signatures/signPolling',
  'signatures/timestamp',
]);

/** What leads to a signature. */
export class SigningMethods {
  constructor(
    readonly sign: SignHash,
    readonly authorise: AuthoriseExplicitly,
  ) {}
}

/** The methods of `/csc/v2` by name. `info` lists exactly these: `oauth2/…` live at the authorisation server (CSC v2 11.1). */
export class MethodsV2 {
  readonly byName: ReadonlyMap<string, Method>;

  constructor(service: DescribeService, list: ListCredentials, describe: DescribeCredential, signing: SigningMethods, certificates: Certificates) {
    const credentialInfo = new CredentialInfo(certificates);
    const { sign, authorise } = signing;
    const authorised: (readonly [string, Method])[] = [
      ['credentials/list', credentialsList(list, credentialInfo)],
      ['credentials/info', credentialsInfo(describe, credentialInfo)],
      ['credentials/authorize', credentialsAuthorize(authorise)],
      ['credentials/getChallenge', credentialsGetChallenge(authorise)],
      ['signatures/signHash', signHash(sign)],
    ];
    const names = ['info', ...authorised.map(([name]) => name)];
    this.byName = new Map([['info', info(service, names)], ...authorised]);
  }
}

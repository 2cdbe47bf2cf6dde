import type { Statement } from '../statement.ts';
import { asynchronous } from './asynchronous.ts';
import { authorisation, outOfBand } from './authorisation.ts';
import { authorisationRequests } from './authorisation-requests.ts';
import { codeFlow } from './code-flow.ts';
import { credentialInfo } from './credential-info.ts';
import { credentialLifecycle } from './credential-lifecycle.ts';
import { credentialList } from './credential-list.ts';
import { documentSigning } from './document-signing.ts';
import { extension } from './extension.ts';
import { login } from './login.ts';
import { oneTimeCode } from './one-time-code.ts';
import { pushedRequests } from './pushed-requests.ts';
import { secrets } from './secrets.ts';
import { serviceInformation } from './service-information.ts';
import { signing } from './signing.ts';
import { signingRefusals } from './signing-refusals.ts';
import { timeStamp } from './time-stamp.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { transport } from './transport.ts';

/** Every statement, in the order in which they run; the last looks back at all others. */
export const statements: readonly Statement[] = [
  ...serviceInformation,
  ...transport,
  ...login,
  ...credentialList,
  ...credentialInfo,
  ...authorisation,
  ...outOfBand,
  ...oneTimeCode,
  ...extension,
  ...signing,
  ...signingRefusals,
  ...asynchronous,
  ...timeStamp,
  ...codeFlow,
  ...authorisationRequests,
  ...tokenEndpoint,
  ...pushedRequests,
  ...credentialLifecycle,
  ...documentSigning,
  ...secrets,
];

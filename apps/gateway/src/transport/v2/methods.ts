import { authLogin } from '../wire/auth-login.js';
import { authRevoke } from '../wire/auth-revoke.js';
import { credentialV2 } from '../wire/credential-members.js';
import { credentialsExtendTransaction } from '../wire/credentials-extend-transaction.js';
import { credentialsInfo } from '../wire/credentials-info.js';
import { credentialsSendOtp } from '../wire/credentials-send-otp.js';
import { info } from '../wire/info.js';
import type { Served } from '../wire/shape.js';
import { timestamp } from '../wire/timestamp.js';
import { credentialAnswer } from './credential-dress.js';
import { credentialsAuthorizeCheck } from './credentials-authorize-check.js';
import { credentialsAuthorize } from './credentials-authorize.js';
import { credentialsCreate } from './credentials-create.js';
import { credentialsDelete } from './credentials-delete.js';
import { credentialsGetChallenge } from './credentials-get-challenge.js';
import { credentialsList } from './credentials-list.js';
import { v2 } from './dialect.js';
import { infoDress } from './info.js';
import { signHash } from './sign-hash.js';
import { signPolling } from './sign-polling.js';

/** The methods of 2.0 to 2.2 but `signatures/signDoc`. */
export const methodsV2: readonly Served[] = [
  info(v2, infoDress),
  authLogin(v2),
  authRevoke,
  credentialsCreate,
  credentialsDelete,
  credentialsList,
  credentialsInfo({ clause: '11.5', answer: credentialV2, scopes: ['service', 'credential'], dress: credentialAnswer }),
  credentialsAuthorize,
  credentialsAuthorizeCheck,
  credentialsGetChallenge,
  credentialsExtendTransaction(v2, '11.9'),
  credentialsSendOtp(v2, '11.12 of 2.2'),
  signHash,
  signPolling,
  timestamp('11.13'),
];

import { z } from 'zod';
import { authLogin } from '../wire/auth-login.js';
import { authRevoke } from '../wire/auth-revoke.js';
import { credentialV1 } from '../wire/credential-members.js';
import { credentialsExtendTransaction } from '../wire/credentials-extend-transaction.js';
import { credentialsInfo } from '../wire/credentials-info.js';
import { credentialsSendOtp } from '../wire/credentials-send-otp.js';
import { info, infoMembers } from '../wire/info.js';
import type { Served } from '../wire/shape.js';
import { timestamp } from '../wire/timestamp.js';
import { credentialAnswer } from './credential-dress.js';
import { credentialsAuthorize } from './credentials-authorize.js';
import { credentialsList } from './credentials-list.js';
import { v1 } from './dialect.js';
import { signHash } from './sign-hash.js';

/** The methods of 1.0.4.0: every one it has. */
export const methodsV1: readonly Served[] = [
  info(v1, { clause: '11.1', answer: z.object(infoMembers), dress: () => ({}) }),
  authLogin(v1),
  authRevoke,
  credentialsList,
  credentialsInfo({ clause: '11.5', answer: credentialV1, scopes: ['service'], dress: credentialAnswer }),
  credentialsAuthorize,
  credentialsExtendTransaction(v1, '11.7'),
  credentialsSendOtp(v1, '11.8'),
  signHash,
  timestamp('11.10'),
];

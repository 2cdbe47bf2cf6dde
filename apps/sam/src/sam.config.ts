import { quorum } from '@paraph/contracts';
import { bus, database, http, integer, jsonFile, log, optional, serviceConfig, setting, traces } from '@paraph/platform';
import { z } from 'zod';
import { timeConfig } from './adapters/clock/time-config.js';
import { authoritiesFile } from './adapters/authorities/authorities-file.js';
import { courierKeyFile } from './adapters/courier-key-file.js';
import { attestationRoots } from './adapters/evidence-passkey/attestation-roots.js';
import { providersFile } from './adapters/oidc-evidence/providers-file.js';
import { tokenConfig } from './adapters/pkcs11/token-config.js';
import { algorithmsSetting } from './adapters/policies/algorithms-file.js';
import { policiesFolder } from './adapters/policies/policies-folder.js';

const origin = z.url().refine((text) => new URL(text).origin === text, 'expected scheme, host and port with nothing behind them');

/** Settings of the SAM. */
export const samConfig = serviceConfig('sam', {
  http,
  log,
  traces,
  bus,
  database,
  token: tokenConfig,
  time: timeConfig,
  outbox: {
    mostWaiting: setting('OUTBOX_MOST_WAITING', integer(1, 100_000_000), {
      purpose: 'how many events may wait for audit’s confirmation; beyond it nothing is signed',
      fallback: '250000',
    }),
    longestWaitSeconds: setting('OUTBOX_LONGEST_WAIT_SECONDS', integer(1, 86_400), {
      purpose: 'how long an event may wait for audit’s confirmation; beyond it nothing is signed',
      fallback: '300',
    }),
  },
  trust: {
    policies: policiesFolder('POLICIES_DIR', 'folder with the credential policies, one JSON file each'),
    algorithms: algorithmsSetting('ALGORITHMS_FILE', 'JSON file that says which algorithms are used, and until when'),
    providers: jsonFile('PROVIDERS_FILE', providersFile, { purpose: 'JSON array of the identity providers whose evidence counts, with their public keys' }),
    authorities: optional(
      jsonFile('AUTHORITIES_FILE', authoritiesFile, {
        purpose: 'JSON array of the certification authorities elsewhere whose certificates may be bound, with their pinned issuing keys; none without it',
      }),
    ),
    attestation: optional(
      attestationRoots('ATTESTATION_DIR', 'folder with the roots (*.pem) of the makers whose word about an authenticator’s model counts; none without it'),
    ),
    quorum: optional(
      jsonFile('QUORUM_FILE', quorum, { purpose: 'JSON file with the people who decide together and how many it takes; read at the first start only' }),
    ),
  },
  timestamps: {
    policy: setting('TIMESTAMP_POLICY', z.string().regex(/^[012](?:\.(?:0|[1-9]\d*))+$/, 'expected a dotted object identifier'), {
      purpose: 'dotted identifier of the policy that time-stamps are given under',
      fallback: '2.999.1.10',
    }),
  },
  courier: {
    key: optional(jsonFile('COURIER_KEY_FILE', courierKeyFile, { purpose: 'public key (JWK) of courier; without it no one-time code is sent' })),
  },
  jobs: {
    mostWaiting: setting('JOBS_MOST_WAITING', integer(1, 1_000_000), {
      purpose: 'how many asynchronous requests may wait to be signed; further ones are refused',
      fallback: '10000',
    }),
    mostWaitingOfClient: setting('JOBS_MOST_WAITING_OF_CLIENT', integer(1, 1_000_000), {
      purpose: 'how many of them may be of one client',
      fallback: '1000',
    }),
    atOnce: setting('JOBS_AT_ONCE', integer(1, 64), { purpose: 'how many of them one replica has signed at a time', fallback: '4' }),
    // Beyond three hours the journal forgets what an old row would undo.
    signWithinSeconds: setting('JOBS_SIGN_WITHIN_SECONDS', integer(10, 9_000), {
      purpose: 'how long one of them may wait for a token that is out of service before it is given up, in seconds',
      fallback: '3600',
    }),
    announcementsAtOnce: setting('JOBS_ANNOUNCEMENTS_AT_ONCE', integer(1, 256), {
      purpose: 'how many results one replica announces at a time',
      fallback: '8',
    }),
  },
  journal: {
    headSeconds: setting('JOURNAL_HEAD_SECONDS', integer(1, 60), {
      purpose: 'how often the journal is looked after and audit is told how far it is, in seconds, where it has moved',
      fallback: '5',
    }),
    markSeconds: setting('JOURNAL_MARK_SECONDS', integer(1, 86_400), {
      purpose: 'how often the token is told the same at most, in seconds; also at each stop and at the end',
      fallback: '60',
    }),
    afterUncleanEnd: setting('JOURNAL_AFTER_UNCLEAN_END', z.enum(['burn', 'keep']), {
      purpose: 'what becomes of open activations when every replica had ended without a word',
      fallback: 'burn',
    }),
  },
  origins: {
    approval: setting('APPROVAL_ORIGIN', origin, { purpose: 'origin of the approval page; its host is the RP id of every passkey' }),
    identity: setting('IDENTITY_ORIGIN', origin, { purpose: 'origin of the identity service, where identity providers send the browser back to' }),
    ca: setting('CA_ORIGIN', origin, { purpose: 'origin in the addresses of CRLs, OCSP and CA certificates that certificates carry' }),
  },
});

import { quorum } from '@paraph/contracts';
import { bus, database, http, jsonFile, log, optional, serviceConfig, setting } from '@paraph/platform';
import { z } from 'zod';
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
  bus,
  database,
  token: tokenConfig,
  trust: {
    policies: policiesFolder('POLICIES_DIR', 'folder with the credential policies, one JSON file each'),
    algorithms: algorithmsSetting('ALGORITHMS_FILE', 'JSON file that says which algorithms are used, and until when'),
    providers: jsonFile('PROVIDERS_FILE', providersFile, { purpose: 'JSON array of the identity providers whose evidence counts, with their public keys' }),
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
  origins: {
    approval: setting('APPROVAL_ORIGIN', origin, { purpose: 'origin of the approval page; its host is the RP id of every passkey' }),
    identity: setting('IDENTITY_ORIGIN', origin, { purpose: 'origin of the identity service, where identity providers send the browser back to' }),
    ca: setting('CA_ORIGIN', origin, { purpose: 'origin in the addresses of CRLs, OCSP and CA certificates that certificates carry' }),
  },
});

import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Finding } from '../../domain/certificate-authority.js';
import { authenticated, CfsslRefusal, type CfsslClient } from './cfssl-client.js';
import type { CfsslSettings } from './cfssl.settings.js';

const described = z.object({ certificate: z.string() });
/** CFSSL takes a request apart only after it has let the asker in. */
const DECODE_FAILED = 9_002;
const NOT_FOUND = 11_200;

interface Subject {
  readonly client: CfsslClient;
  readonly settings: CfsslSettings;
  readonly issuers: readonly Uint8Array[];
}

/** What works at a CFSSL server, found out without having anything signed or revoked: by what is no request, and by a number that nobody has. */
export async function checkCfssl({ client, settings, issuers }: Subject, within: AbortSignal): Promise<readonly Finding[]> {
  const { authenticationKey: key, label, profile, connection } = settings;
  const noRequest = { certificate_request: 'no request', ...(label !== undefined && { label }), ...(profile !== undefined && { profile }) };
  return [
    await tried(`answers at ${connection.url.href} and signs with the key of a pinned issuer`, async () => {
      const { certificate } = await client.ask('info', { label: label ?? '' }, { schema: described, within });
      if (!issuers.some((one) => hasKeyOf(one, certificate))) return 'it is another one: pin the issuer that it names, or find out who answers there';
      return undefined;
    }),
    await tried(key ? 'takes requests with our authentication key' : 'takes requests without authentication', () =>
      refusedWith(DECODE_FAILED, client.ask(key ? 'authsign' : 'sign', key ? authenticated(noRequest, key) : noRequest, { schema: z.unknown(), within })),
    ),
    await tried('has a table of certificates, so that it can revoke', () =>
      refusedWith(NOT_FOUND, client.ask('revoke', { serial: '0', authority_key_id: '', reason: 'unspecified' }, { schema: z.unknown(), within })),
    ),
  ];
}

async function refusedWith(code: number, asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return 'it did what nobody should be able to ask for';
  } catch (error) {
    if (!(error instanceof CfsslRefusal)) throw error;
    return error.code === code ? undefined : `it says: ${error.words} (${error.code})`;
  }
}

/** The key counts: an issuing authority may have several certificates. */
function hasKeyOf(pinned: Uint8Array, certificate: string): boolean {
  try {
    return new X509Certificate(pinned).publicKey.equals(new X509Certificate(certificate).publicKey);
  } catch {
    return false;
  }
}

async function tried(what: string, attempt: () => Promise<string | undefined>): Promise<Finding> {
  try {
    const problem = await attempt();
    return problem === undefined ? { what, isWell: true } : { what, isWell: false, problem };
  } catch (error) {
    if (error instanceof CfsslRefusal) return { what, isWell: false, problem: `it says: ${error.words} (${error.code})` };
    return { what, isWell: false, problem: error instanceof ServiceError ? error.detail : 'something is wrong in this program' };
  }
}

import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { cose, isoCBOR } from '@simplewebauthn/server/helpers';
import { refusedEvidence } from '../../domain/evidence/refused-evidence.js';

const { COSEALG } = cose;

/** An attestation object taken apart (WebAuthn Level 3, 6.5.4), nothing of it verified. */
export interface AttestationObject {
  readonly format: string;
  readonly authenticatorData: Uint8Array;
  /** Certificates that vouch for the authenticator, its own first; empty where nobody does. */
  readonly chain: readonly Uint8Array[];
  /** COSE algorithm of the attestation's signature. */
  readonly algorithm: number | undefined;
}

/**
 * Formats by which a maker vouches for a model. Android's is not among them: the library follows the addresses in an
 * attacker's certificates while it verifies that one. FIDO U2F names no model.
 */
const ATTESTED_FORMATS = ['packed', 'tpm', 'apple'];

/** Algorithms of an attestation's signature that count; SHA-1 (which some TPMs still use) does not. */
const ATTESTATION_ALGORITHMS: readonly number[] = [COSEALG.ES256, COSEALG.ES384, COSEALG.ES512, COSEALG.EdDSA, COSEALG.RS256, COSEALG.PS256];

/** The extension in which a maker's certificate names the model (WebAuthn Level 3, 8.2.1). */
const MODEL_EXTENSION = '1.3.6.1.4.1.45724.1.1.4';

/** @throws `evidence.invalid` */
export function readAttestation(text: string): AttestationObject {
  const object = decode(text);
  const format = object?.get('fmt');
  const authenticatorData = object?.get('authData');
  const statement = object?.get('attStmt');
  if (typeof format !== 'string' || !(authenticatorData instanceof Uint8Array) || !(statement instanceof Map)) {
    throw refusedEvidence('the attestation object cannot be read');
  }
  const said: ReadonlyMap<unknown, unknown> = statement;
  const chain = said.get('x5c') ?? [];
  const algorithm = said.get('alg');
  if (!isChain(chain)) throw refusedEvidence('the attestation’s certificates cannot be read');
  return { format, authenticatorData, chain, algorithm: typeof algorithm === 'number' ? algorithm : undefined };
}

/** Refuses an attestation that no maker stands behind, whatever it says. @throws `evidence.invalid` */
export function requireAttested({ format, chain, algorithm }: AttestationObject): void {
  if (!ATTESTED_FORMATS.includes(format)) throw refusedEvidence(`attestation of the format ${JSON.stringify(format)} does not count`);
  const [own] = chain;
  if (!own) throw refusedEvidence('nobody vouches for the authenticator: the attestation is by its own key');
  // One root vouches for many models: without the extension, each of them could say that it is another one.
  if (format === 'packed' && !namesModel(own)) throw refusedEvidence('the attestation’s certificate names no model');
  // Apple's has no signature of its own: the certificate's extension is the proof.
  if (format !== 'apple' && (algorithm === undefined || !ATTESTATION_ALGORITHMS.includes(algorithm)))
    throw refusedEvidence('the attestation’s algorithm does not count');
}

/** The same object without its statement, base64url: what a browser sends that was asked for no attestation. */
export function withoutStatement({ authenticatorData }: AttestationObject): string {
  const object = new Map<string, string | Uint8Array | Map<string, string>>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authenticatorData],
  ]);
  return toBase64Url(isoCBOR.encode(object));
}

function namesModel(certificate: Uint8Array): boolean {
  const { extensions } = AsnConvert.parse(certificate, Certificate).tbsCertificate;
  return extensions?.some(({ extnID }) => extnID === MODEL_EXTENSION) ?? false;
}

function isChain(value: unknown): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.every((one) => one instanceof Uint8Array);
}

function decode(text: string): ReadonlyMap<unknown, unknown> | undefined {
  try {
    const object = isoCBOR.decodeFirst<unknown>(new Uint8Array(fromBase64Url(text) ?? []));
    return object instanceof Map ? object : undefined;
  } catch {
    return undefined;
  }
}

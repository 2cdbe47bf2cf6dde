import { randomBytes } from 'node:crypto';
import { issueSad, openActivation, presentEvidence, SAD_PREFIX } from '@paraph/contracts';
import { activationChallenge } from '@paraph/kernel';
import { Bus } from '@paraph/platform';
import type { BenchClient, BenchCredential } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';

/** SHA-256, as CSC names it. */
export const SHA256 = '2.16.840.1.101.3.4.2.1';
/** What a request to sign names, by key algorithm. */
export const SIGN_ALGORITHMS = { p256: '1.2.840.10045.4.3.2', rsa3072: '1.2.840.113549.1.1.11' } as const;

/** A SAD that nobody used yet, with what it authorises. */
export interface PreparedSad {
  readonly activationId: string;
  readonly credential: BenchCredential;
  /** As the client would send it, prefix included. */
  readonly token: string;
  /** Base64. */
  readonly hashes: readonly string[];
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Requests at a time for one credential: a policy lets twenty drafts of one be open. */
const DRAFTS = 8;

/** Makes SADs by the calls that identity makes: draft, passkey assertion, SAD. The SAM checks all of it. */
export class SadSource {
  readonly #bus: Bus;
  readonly #client: BenchClient;

  private constructor(bus: Bus, client: BenchClient) {
    this.#bus = bus;
    this.#client = client;
  }

  static async open(bench: BenchStack, client: BenchClient): Promise<SadSource> {
    return new SadSource(new Bus(await bench.bus('identity'), 'identity'), client);
  }

  /** So many SADs for so many hashes each, spread over the credentials. */
  async prepare(credentials: readonly BenchCredential[], count: number, batch: number): Promise<PreparedSad[]> {
    const made: PreparedSad[] = [];
    let asked = 0;
    const worker = async (credential: BenchCredential): Promise<void> => {
      while (asked < count) {
        asked += 1;
        made.push(await this.#one(credential, batch));
      }
    };
    await Promise.all(credentials.flatMap((credential) => Array.from({ length: DRAFTS }, () => worker(credential))));
    return made;
  }

  async #one(credential: BenchCredential, batch: number): Promise<PreparedSad> {
    const { credentialId, passkey } = credential;
    const { clientId } = this.#client;
    const hashes = Array.from({ length: batch }, () => randomBytes(32).toString('base64'));
    const documents = hashes.map((hash, place) => ({ hash, label: `document ${place + 1}` }));
    const opened = await this.#bus.call(openActivation, { clientId, credentialId, documents, hashAlgorithmOid: SHA256, numSignatures: batch });
    const { activationId } = opened;
    const assertion = passkey.assert(activationChallenge(opened.statement));
    const { state } = await this.#bus.call(presentEvidence, { reference: activationId, evidence: { kind: 'passkey', assertion } });
    if (state !== 'completed') throw new Error(`an activation of the bench is ${state}`);
    const { sad, expiresAt } = await this.#bus.call(issueSad, { activationId, clientId });
    return { activationId, credential, token: `${SAD_PREFIX}${sad}`, hashes, expiresAt: Date.parse(expiresAt) };
  }
}

import { newId, type KeyAlgorithm } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import { BindCertificate, type Renewals } from '../../src/domain/enrolment/bind-certificate.js';
import { Asn1CertificateFields } from '../../src/adapters/x509/asn1-certificate-fields.js';
import { CertificateJudge } from '../../src/domain/enrolment/certificate-judge.js';
import { OutsideCertificates } from '../../src/domain/enrolment/outside-certificates.js';
import type { Enrolments, EnrolmentStep } from '../../src/domain/enrolment/enrolments.js';
import type { Transaction } from '../../src/domain/ports/transactions.js';
import { Refusals } from '../../src/domain/refusals.js';
import type { Authority } from '../../src/domain/x509/authorities.js';
import type { CertificateContent } from '../../src/domain/x509/contents.js';
import type { CompositionKey } from '../../src/domain/x509/x509-composer.js';
import { MemoryAuthorityStates } from '../authority-states.js';
import { AuthorityWorld } from '../authority-world.js';
import { MemoryCertificateRegister } from '../certificate-stores.js';
import { MemoryComposedLists } from '../memory-composed-lists.js';
import { TestAuthorities } from '../test-authorities.js';
import { World, type TestSigner } from '../world.js';

const DAY = 86_400_000;

/** What came of an attempt to have a certificate bound and then to sign with its key. */
export interface TrialOutcome {
  readonly bound: string;
  readonly signed: string;
  /** How often the token signed with the signer's key. */
  readonly signatures: number;
}

export const NOTHING_BOUND: TrialOutcome = { bound: 'credential.certificate_mismatch', signed: 'credential.disabled', signatures: 0 };
export const BOUND_AND_SIGNED: TrialOutcome = { bound: 'done', signed: 'done', signatures: 1 };

/** A whole SAM, from the certificate to the signature, for whoever brings a certificate he should not. */
export class BindingTrial {
  private constructor(
    readonly world: World,
    readonly authorities: AuthorityWorld,
    readonly issuing: Authority,
    private readonly bindCertificate: BindCertificate,
  ) {}

  static async make(): Promise<BindingTrial> {
    const world = await World.make();
    const { transactions, keys, records, events } = world.stores;
    const own = { certificates: new MemoryCertificateRegister(), states: new MemoryAuthorityStates(), lists: new MemoryComposedLists() };
    const stores = { transactions, keys, records, events, ...own };
    const authorities = await AuthorityWorld.over(stores, world.token, world.clock);
    const outside = new OutsideCertificates(new TestAuthorities(), authorities.reader, new Asn1CertificateFields(), world.clock);
    const judge = new CertificateJudge(authorities.signers, authorities.authorities, outside, authorities.reader, world.clock);
    // The enrolment behind a credential is not what is tried here: its step succeeds.
    const enrolments = {
      advance: (_enrolmentId: string, _step: EnrolmentStep, inside: (transaction: Transaction) => Promise<void>) => transactions.run(inside),
    } as unknown as Enrolments;
    // Nobody renews anything here, and no credential takes the place of another.
    const renewals = {} as unknown as Renewals;
    const bind = new BindCertificate(world.records, judge, enrolments, renewals, new Refusals(transactions));
    return new BindingTrial(world, authorities, await authorities.authorities.find('issuing'), bind);
  }

  /** A signer who was proven and has no certificate yet. */
  signer(): Promise<TestSigner> {
    return this.world.signer({ binding: { state: 'accepted' } });
  }

  /** What a right certificate of this signer says. */
  async right(signer: TestSigner): Promise<CertificateContent> {
    const { publicKey, terms } = await this.authorities.signers.find(signer.credentialId);
    const now = this.world.clock.now();
    return {
      serialNumber: '4a00',
      issuer: this.issuing,
      subject: terms.subject,
      publicKey,
      validFrom: now,
      validTo: new Date(now.getTime() + DAY),
      keyUsage: ['nonRepudiation'],
      policies: terms.policies,
      addresses: {},
    };
  }

  compose(content: CertificateContent, key: CompositionKey = this.issuing.key): Promise<Uint8Array> {
    return this.authorities.composer.certificate(content, key);
  }

  /** A key pair of whoever wants to deceive. */
  async foreignKey(algorithm: KeyAlgorithm = 'p384'): Promise<CompositionKey> {
    const { token } = this.world;
    const { publicKey, wrapped } = await token.generateKeyPair(algorithm, 'authority');
    const digest = algorithm === 'p384' ? 'sha384' : 'sha256';
    const hash = (bytes: Uint8Array) => ({ algorithm: digest, value: new Uint8Array(createHash(digest).update(bytes).digest()) }) as const;
    return { algorithm, publicKey, sign: (bytes) => token.sign({ keyId: newId('key'), wrapped }, hash(bytes)) };
  }

  /** Brings a certificate, then does everything a good client and a good signer would do to get a signature. */
  async run(signer: TestSigner, certificate: Uint8Array): Promise<TrialOutcome> {
    const { token } = this.world;
    const signing = token.sign.bind(token);
    let signatures = 0;
    token.sign = (key, digest) => {
      if (key.keyId === signer.keyId) signatures += 1;
      return signing(key, digest);
    };
    try {
      const bound = await codeOf(this.bindCertificate.run(signer.credentialId, certificate));
      const signed = await codeOf(this.world.sad(signer).then((sad) => this.world.signHash.run(this.world.request(signer, sad))));
      return { bound, signed, signatures };
    } finally {
      token.sign = signing;
    }
  }

  /** Why the last certificate was refused, as the audit record has it. */
  async reason(): Promise<string | undefined> {
    const refusals = (await this.world.stores.events()).filter(({ type }) => type === 'certificate-refused');
    return refusals.at(-1)?.particulars?.['reason'];
  }
}

function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
}

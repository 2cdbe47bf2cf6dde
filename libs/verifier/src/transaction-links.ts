import type { AuditEvent } from '@paraph/contracts';
import { digestFacts, fromBase64Url, sha256, toBase64, toBase64Url } from '@paraph/kernel';
import type { Findings } from './findings.js';
import type { PlacedEvent } from './proven-events.js';
import { isMade, tellOutcome } from './receipt.js';
import { places } from './words/places.js';
import { transactionWords } from './words/transaction-words.js';
import type { Words } from './words/words.js';

/** The transaction that a package says it is about. */
export interface Transaction {
  readonly activationId: string;
  readonly credentialId: string;
  /** SHA-256 of the end-entity certificate in the package, hexadecimal. */
  readonly fingerprint: string | undefined;
}

/**
 * Whether the events of a package make one story: the key was made, bound to the certificate, the signer was asked, gave evidence, the authorisation was
 * issued, the signature was intended and made. All of it stands in the sequence of one source, the signature service, and so has one order.
 */
export function verifyLinks(events: readonly PlacedEvent[], transaction: Transaction, findings: Findings): readonly PlacedEvent[] {
  const { activationId, credentialId } = transaction;
  const sam = events.filter(({ event }) => event.source === 'sam');
  const made = sam.filter((one) => isMade(one) && one.event.particulars['activationId'] === activationId);
  if (made.length === 0) {
    findings.doubt(transactionWords.noSignature(activationId));
    return [];
  }
  const story = new Story(sam.map(({ event }) => event));
  for (const one of made) {
    tellOutcome(one, findings);
    findings.demand(one.event.particulars['credentialId'] === credentialId, transactionWords.otherCredential, places.position(one.position));
    new SignatureLinks(story, one, findings).verify(transaction);
  }
  return made;
}

/** Events of the signature service, by what they say. */
class Story {
  constructor(private readonly events: readonly AuditEvent[]) {}

  /** Those of a type that have these particulars and stand before a number of the sequence. */
  before(sequence: number, type: string, particulars: Readonly<Record<string, string | undefined>>): readonly AuditEvent[] {
    return this.events.filter(
      (one) => one.type === type && one.sequence < sequence && Object.entries(particulars).every(([name, value]) => one.particulars[name] === value),
    );
  }
}

/** What has to stand before one signature. */
class SignatureLinks {
  private readonly event: AuditEvent;
  private readonly where: Words;

  constructor(
    private readonly story: Story,
    made: PlacedEvent,
    private readonly findings: Findings,
  ) {
    this.event = made.event;
    this.where = places.position(made.position);
  }

  verify({ activationId, credentialId, fingerprint }: Transaction): void {
    const { particulars, sequence, requester: signerId } = this.event;
    const { attemptId, keyId, hashSet } = particulars;

    const intended = this.story.before(sequence, 'signature-intended', { attemptId, activationId, credentialId, keyId, hashSet }).at(-1);

    // From the key to the certificate: the one of when the signature was decided, not one that a renewal bound while it was made.
    const key = this.story.before(sequence, 'key-generated', { keyId, credentialId }).at(0);
    this.need(key, transactionWords.keyMade, transactionWords.noKey(keyId ?? '?'));
    const bound = this.story.before(intended?.sequence ?? sequence, 'certificate-bound', { credentialId }).at(-1);
    if (!bound) this.findings.doubt(transactionWords.noCertificate, this.where);
    else if (fingerprint !== undefined) this.sameCertificate(bound, fingerprint);
    this.notEnded(sequence, { credentialId, keyId });

    // From the question to the authorisation.
    const opened = this.story.before(sequence, 'activation-opened', { activationId, credentialId }).at(0);
    this.need(opened, transactionWords.asked, transactionWords.notAsked);
    const completed = this.story.before(sequence, 'activation-completed', { activationId }).at(-1);
    if (!completed) this.findings.doubt(transactionWords.notAgreed, this.where);
    else this.evidence(completed, activationId);
    const sad = this.story.before(sequence, 'sad-issued', { activationId }).at(-1);
    this.need(sad, transactionWords.authorised, transactionWords.notAuthorised);
    const isOneSigner = opened?.requester === signerId && completed?.actor.id === signerId;
    this.findings.demand(isOneSigner, transactionWords.otherSigner, this.where);
    this.findings.demand(opened?.actor.id === this.event.actor.id, transactionWords.otherApplication, this.where);

    // From the intent to the signature.
    this.need(intended, transactionWords.intended, transactionWords.notIntended);
    this.digests(opened, intended);
  }

  private need(event: AuditEvent | undefined, proven: (at: string) => Words, doubt: Words): void {
    this.findings.decide(event !== undefined, { proven: proven(event?.occurredAt ?? ''), doubt }, this.where);
  }

  private sameCertificate(bound: AuditEvent, fingerprint: string): void {
    const words = { proven: transactionWords.sameCertificate, doubt: transactionWords.otherCertificate };
    this.findings.decide(bound.particulars['fingerprint'] === fingerprint, words, this.where);
  }

  private notEnded(sequence: number, of: { readonly credentialId: string; readonly keyId: string | undefined }): void {
    const destroyed = this.story.before(sequence, 'key-destroyed', { keyId: of.keyId });
    this.findings.demand(destroyed.length === 0, transactionWords.destroyed, this.where);
    const last = (type: string): number => this.story.before(sequence, type, { credentialId: of.credentialId }).at(-1)?.sequence ?? 0;
    this.findings.demand(last('credential-suspended') <= last('credential-resumed'), transactionWords.suspended, this.where);
  }

  /** The evidence that the signer gave, each kind of it in an event of its own; of one who came from an identity provider that made the key, the enrolment. */
  private evidence(completed: AuditEvent, activationId: string): void {
    const kinds = (completed.particulars['evidence'] ?? '').split(' ').filter((one) => one !== '');
    const given = this.story.before(completed.sequence + 1, 'evidence-given', { reference: activationId });
    const accepted = this.story.before(completed.sequence, 'enrolment-accepted', { enrolmentId: completed.particulars['enrolmentId'] });
    const isSession = completed.particulars['enrolmentId'] !== undefined && accepted.length > 0;
    const missing = isSession ? [] : kinds.filter((kind) => !given.some((one) => one.particulars['kind'] === kind));
    const isSigners = given.every(({ actor }) => actor.id === completed.actor.id);
    const words = {
      proven: transactionWords.agreed(completed.actor.id, kinds, completed.occurredAt),
      doubt: transactionWords.evidenceMissing(missing),
    };
    this.findings.decide(kinds.length > 0 && missing.length === 0 && isSigners, words, this.where);
  }

  private digests(opened: AuditEvent | undefined, intended: AuditEvent | undefined): void {
    const { digests = [], particulars } = this.event;
    this.findings.demand(String(digests.length) === particulars['count'], transactionWords.otherCount, this.where);
    if (intended?.particulars['count'] !== particulars['count']) {
      this.findings.leaveOpen(transactionWords.part, this.where);
      return;
    }
    const isIntended = hashSetOf(digests) === particulars['hashSet'];
    this.findings.demand(isIntended, transactionWords.otherDigests, this.where);
    if (isIntended && particulars['hashSet'] === opened?.particulars['hashSet']) this.findings.prove(transactionWords.sameDigests, this.where);
    else this.findings.leaveOpen(transactionWords.moreAsked, this.where);
  }
}

/** The digest that stands for hashes in the events of the signature service: algorithm and each hash in order. */
function hashSetOf(digests: readonly string[]): string {
  const values = digests.map((one) => fromBase64Url(one) ?? new Uint8Array());
  const oid = Object.values(digestFacts).find(({ bytes }) => bytes === values[0]?.length)?.oid ?? '';
  return toBase64Url(sha256('paraph/hash-set/v1', JSON.stringify([oid, ...values.map(toBase64)])));
}

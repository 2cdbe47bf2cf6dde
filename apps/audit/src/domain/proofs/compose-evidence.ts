import { ServiceError, type AuditEvent, type EvidencePackage } from '@paraph/contracts';
import { fromBase64, sha256Hex } from '@paraph/kernel';
import type { EventLog } from '../event-log.js';
import type { OwnRecord } from '../own-record.js';
import type { OwnView } from '../readers/own-view.js';
import { actorOf, type Reader } from '../readers/reader.js';
import { GatherTransaction } from '../transactions/gather-transaction.js';
import { activationOf, readTexts, type ToldEvent } from '../transactions/told-event.js';
import type { ProveFile } from './prove-file.js';

/** Whoever keeps the certificates of credentials, those of before a renewal too. */
export abstract class CredentialCertificates {
  /**
   * The certificate of a credential that has this fingerprint: end-entity first, then each issuer, DER as Base64; empty where none is kept.
   *
   * @param fingerprint SHA-256, hexadecimal
   */
  abstract of(credentialId: string, fingerprint: string): Promise<readonly string[]>;
}

/** What an evidence package is made from. */
export class EvidenceSources {
  readonly gather: GatherTransaction;

  constructor(
    readonly log: EventLog,
    readonly certificates: CredentialCertificates,
  ) {
    this.gather = new GatherTransaction(log);
  }
}

/** Makes the evidence package of a transaction: everything the log has of it, from the key to the signature, under a signed head. */
export class ComposeEvidence {
  constructor(
    private readonly sources: EvidenceSources,
    private readonly own: OwnView,
    private readonly files: ProveFile,
    private readonly record: OwnRecord,
  ) {}

  /** @throws ServiceError `transaction.unknown`, also for one that is not the reader's; `head.unknown` */
  async run(reader: Reader, transactionId: string): Promise<EvidencePackage> {
    const activationId = transactionId.startsWith('act_') ? transactionId : await this.activationOf(transactionId);
    const events = activationId === undefined ? [] : await this.sources.gather.own(activationId);
    const credentialId = events.map(({ says }) => says.particulars['credentialId']).find((one) => one !== undefined);
    if (activationId === undefined || credentialId === undefined || !(await this.isOwn(reader, events)))
      throw new ServiceError('transaction.unknown', 'no such transaction is in the log, or its month is in the archive');

    const story = await this.sources.gather.whole(events);
    const proven = await this.files.prove(story.map(({ logged }) => logged));
    const certificates = await this.certificateThen(story, { activationId, credentialId });
    await this.record.write({
      type: 'evidence-exported',
      actor: actorOf(reader),
      outcome: 'success',
      particulars: { activationId, credentialId, events: String(story.length), size: String(proven.head.size) },
    });
    return { format: 'paraph-evidence', activationId, credentialId, certificates: [...certificates], ...proven };
  }

  private async activationOf(attemptId: string): Promise<string | undefined> {
    return readTexts(await this.sources.log.read({ terms: [attemptId] }, { after: -1, limit: 10 }))
      .map(activationOf)
      .find((one) => one !== undefined);
  }

  private async isOwn(reader: Reader, events: readonly ToldEvent[]): Promise<boolean> {
    for (const { logged } of events) if (await this.own.has(reader, logged)) return true;
    return false;
  }

  /** The certificate that was bound when the signature was decided. A credential that was renewed since has another, which would prove nothing. */
  private async certificateThen(
    story: readonly ToldEvent[],
    about: { readonly activationId: string; readonly credentialId: string },
  ): Promise<readonly string[]> {
    const said = story
      .map(({ says }) => says)
      .filter(({ source }) => source === 'sam')
      .sort(bySequence);
    const made = said.find(({ type, particulars }) => type === 'signature-made' && particulars['activationId'] === about.activationId);
    // What is bound between the intent and the outcome is not what it was signed under.
    const decided = said.find((one) => one.type === 'signature-intended' && one.particulars['attemptId'] === made?.particulars['attemptId']) ?? made;
    const bound = said.filter((one) => isBound(one, about.credentialId) && one.sequence < (decided?.sequence ?? Infinity)).at(-1);
    const fingerprint = bound?.particulars['fingerprint'];
    if (fingerprint === undefined) return [];
    const kept = await this.sources.certificates.of(about.credentialId, fingerprint);
    return fingerprintOf(kept) === fingerprint ? kept : [];
  }
}

/** SHA-256 of the end-entity certificate, hexadecimal, as events name it. */
export function fingerprintOf([signer]: readonly string[]): string | undefined {
  const bytes = signer === undefined ? undefined : fromBase64(signer);
  return bytes && sha256Hex(bytes);
}

const bySequence = (one: AuditEvent, other: AuditEvent): number => one.sequence - other.sequence;

function isBound({ type, particulars }: AuditEvent, credentialId: string): boolean {
  return type === 'certificate-bound' && particulars['credentialId'] === credentialId;
}

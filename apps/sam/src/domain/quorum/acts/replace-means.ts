import { newId, type Clock } from '@paraph/kernel';
import type { Notice, Notices } from '../../ports/notices.js';
import type { Means } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { credentialInQuestion, credentialInWords, endedAt, meansInQuestion, meansInWords } from './credential-in-question.js';
import type { ReplacementRules } from './replacement-rules.js';

type ReplaceAct = ActOf<'replace-means'>;

/** Of a passkey that a quorum names, nobody saw the registration: it counts as one that can be copied. */
const UNSEEN_PASSKEY = {
  transports: [],
  aaguid: '00000000-0000-0000-0000-000000000000',
  attestation: 'none',
  backupEligible: true,
  backedUp: true,
} as const;

/**
 * Puts another means of the same kind in the place of a lost one. The old one ends at once; the new one counts after the
 * policy's waiting time, so that its owner can still say that it is not theirs.
 */
export class ReplaceMeans extends Act<'replace-means'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly rules: ReplacementRules,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async about({ credentialId, meansId, by }: ReplaceAct): Promise<About> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const old = meansInQuestion(binding.body, meansId, this.clock.now());
    const { meansWaitSeconds } = await this.rules.check(binding.body, old, by);
    return { ...credentialInWords(binding), means: meansInWords(old), waitSeconds: String(meansWaitSeconds) };
  }

  override async prepare({ credentialId, meansId, by }: ReplaceAct): Promise<PreparedAct> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const now = this.clock.now();
    const old = meansInQuestion(binding.body, meansId, now);
    const { meansWaitSeconds } = await this.rules.check(binding.body, old, by);
    const usableFrom = new Date(now.getTime() + meansWaitSeconds * 1_000).toISOString();
    const means = [...endedAt(binding.body.means, meansId, now), replacement(by, { meansId: newId('mns'), usableFrom })];
    const sealed = await this.records.sealNext(binding, { ...binding.body, means });
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      // To the addresses of before: whoever had the old means is to hear of it.
      tell: () => this.notices.send(binding.body, notice(credentialId, old, usableFrom)),
    };
  }
}

function replacement(by: ReplaceAct['by'], facts: Pick<Means, 'meansId' | 'usableFrom'>): Means {
  switch (by.kind) {
    case 'oidc':
      return { ...facts, kind: 'oidc', issuer: by.issuer, subject: by.subject };
    case 'one-time-code':
      return { ...facts, kind: 'one-time-code', channel: by.channel, address: by.address };
    case 'passkey':
      return { ...facts, kind: 'passkey', ...by.passkey, ...UNSEEN_PASSKEY };
  }
}

function notice(credentialId: string, { kind }: Means, usableFrom: string): Notice {
  const text = [
    `A means of approval (${kind}) of your signing certificate was replaced by decision of the operator’s quorum.`,
    `The new one counts from ${usableFrom}. If you did not ask for this, suspend the certificate on your page or tell the operator now.`,
  ].join('\n');
  return { kind: 'means-replaced', text, credentialId };
}

import { ServiceError, type Quorum } from '@paraph/contracts';
import type { PasskeyVerifier } from '../../ports/passkey-verifier.js';
import type { TrustRecords } from '../../records/trust-records.js';
import { decidingQuorum, peopleProblems } from '../people.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** Other people, or another threshold, decided by those who decide now. Every proposal that is open ends with it. */
export class ChangeQuorum extends Act<'change-quorum'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly passkeys: PasskeyVerifier,
  ) {
    super();
  }

  override async about({ quorum }: ActOf<'change-quorum'>): Promise<About> {
    const problems = peopleProblems(quorum, this.passkeys);
    if (problems.length > 0) throw new ServiceError('request.invalid', problems.join('; '));
    const { body } = await decidingQuorum(this.records);
    return {
      approversNow: inWords(body),
      approversThen: inWords(quorum),
      thresholdNow: String(body.threshold),
      thresholdThen: String(quorum.threshold),
      ...((body.thresholds ?? quorum.thresholds) ? { thresholdsNow: thresholdsInWords(body), thresholdsThen: thresholdsInWords(quorum) } : {}),
    };
  }

  override async prepare({ quorum }: ActOf<'change-quorum'>): Promise<PreparedAct> {
    const sealed = await this.records.sealNext(await decidingQuorum(this.records), quorum);
    return { write: (transaction) => this.records.write(transaction, sealed) };
  }
}

function inWords({ approvers }: Quorum): string {
  return approvers.map(({ name, duties }) => `${name} (${duties.join(', ')})`).join('; ');
}

function thresholdsInWords({ thresholds = {} }: Quorum): string {
  return Object.entries(thresholds)
    .map(([act, count]) => `${act}: ${count}`)
    .join('; ');
}

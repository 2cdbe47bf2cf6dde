import { ServiceError, type Receipt } from '@paraph/contracts';
import type { EventLog } from '../event-log.js';
import type { OwnRecord } from '../own-record.js';
import type { OwnView } from '../readers/own-view.js';
import { actorOf, type Reader } from '../readers/reader.js';
import { readTexts, type ToldEvent } from '../transactions/told-event.js';
import type { ProveFile } from './prove-file.js';

/** How an attempt to sign ended. */
const OUTCOMES = ['signature-made', 'signature-failed'];
/** More attempts than one activation has. */
const MOST = 500;

/** Makes the receipt of a signature: what became of each attempt, under a signed head. */
export class ComposeReceipt {
  constructor(
    private readonly log: EventLog,
    private readonly own: OwnView,
    private readonly files: ProveFile,
    private readonly record: OwnRecord,
  ) {}

  /**
   * @param transactionId an activation, for all its attempts, or one attempt
   * @throws ServiceError `transaction.unknown`, also for one that is not the reader's; `head.unknown`
   */
  async run(reader: Reader, transactionId: string): Promise<Receipt> {
    const outcomes = await this.outcomesOf(reader, transactionId);
    const [activationId] = particularsOf(outcomes, 'activationId');
    const attemptIds = particularsOf(outcomes, 'attemptId');
    if (activationId === undefined) throw new ServiceError('transaction.unknown', 'no signature of this name is in the log, or its month is in the archive');
    const proven = await this.files.prove(outcomes.map(({ logged }) => logged));
    await this.record.write({
      type: 'receipt-given',
      actor: actorOf(reader),
      outcome: 'success',
      particulars: { activationId, attempts: String(attemptIds.length), size: String(proven.head.size) },
    });
    return { format: 'paraph-receipt', about: { activationId, attemptIds: [...attemptIds] }, ...proven };
  }

  private async outcomesOf(reader: Reader, name: string): Promise<readonly ToldEvent[]> {
    const found = readTexts(await this.log.read({ source: 'sam', types: OUTCOMES, terms: [name] }, { after: -1, limit: MOST }));
    const named = found.filter(({ says: { particulars } }) => particulars['activationId'] === name || particulars['attemptId'] === name);
    for (const { logged } of named) if (!(await this.own.has(reader, logged))) return [];
    return named;
  }
}

function particularsOf(events: readonly ToldEvent[], name: string): readonly string[] {
  return [...new Set(events.flatMap(({ says }) => says.particulars[name] ?? []))];
}

import { ServiceError } from '@paraph/contracts';
import type { RequestRate } from '@paraph/kernel';
import type { Metrics } from '@paraph/platform';
import { actorOf, type Reader } from '../domain/readers/reader.js';

/** How often one reader may ask, and take away whole stretches of the log, over this replica: each search costs the database time that the log needs. */
export class ReadingLimits {
  readonly #refused: ReturnType<Metrics['counter']>;

  constructor(
    private readonly requests: RequestRate,
    private readonly exports: RequestRate,
    metrics: Pick<Metrics, 'counter'>,
  ) {
    this.#refused = metrics.counter({ name: 'audit_reads_refused_total', help: 'Requests of readers refused because too many came', labels: ['of'] });
  }

  /** Whatever is asked for, before anything is read. @throws ServiceError `request.too_many` */
  checkRequest(reader: Reader): void {
    this.check('requests', this.requests.refuse(nameOf(reader)));
  }

  /** An answer that goes on for as long as there are events. @throws ServiceError `request.too_many` */
  checkExport(reader: Reader): void {
    this.check('exports', this.exports.refuse(nameOf(reader)));
  }

  private check(of: 'requests' | 'exports', retryAfter: number | undefined): void {
    if (retryAfter === undefined) return;
    this.#refused.inc({ of });
    throw new ServiceError('request.too_many', `too many ${of} a minute: come again in ${retryAfter} seconds`, { retryAfter });
  }
}

/** One person or application, whichever of their tokens they send. */
function nameOf(reader: Reader): string {
  const { kind, id } = actorOf(reader);
  return `${kind} ${id}`;
}

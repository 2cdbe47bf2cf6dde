import type { OnModuleInit } from '@nestjs/common';
import type { Quorum } from '@paraph/contracts';
import type { Log } from '@paraph/platform';
import type { FoundQuorum } from '../domain/quorum/found-quorum.js';

/** Founds the quorum before the first call is answered. A file that says something else later is told of, and changes nothing. */
export class QuorumFounding implements OnModuleInit {
  constructor(
    private readonly filed: Quorum | undefined,
    private readonly found: FoundQuorum,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    const founding = await this.found.run(this.filed);
    if (founding === 'founded') this.log.info('quorum-founded');
    if (founding === 'ignored') this.log.warn('quorum-file-ignored', { reason: 'only the quorum changes itself' });
  }
}

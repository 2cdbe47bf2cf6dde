import { listBrowserOrigins } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { BrowserOrigins } from '../domain/browser-origins.js';
import type { BriefMemory } from './brief-memory.js';

/** The identity service's list, kept for some seconds: whether a page's call is answered is decided by its token's client, not by this. */
export class BusBrowserOrigins extends BrowserOrigins {
  constructor(
    private readonly bus: Pick<Bus, 'call'>,
    private readonly memory: BriefMemory<ReadonlySet<string>>,
  ) {
    super();
  }

  override listed(): Promise<ReadonlySet<string>> {
    return this.memory.ask('all', async () => new Set((await this.bus.call(listBrowserOrigins, {})).origins));
  }
}

import type { BrowserAccess } from './browser-access.js';
import type { EdgeLimits } from './edge-limits.js';
import type { Possession } from './possession.js';

/** What each request is held against before a method sees it. */
export class Guards {
  constructor(
    readonly limits: EdgeLimits,
    readonly browsers: BrowserAccess,
    readonly possession: Possession,
  ) {}
}

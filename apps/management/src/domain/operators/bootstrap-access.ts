import type { Clock } from '@paraph/kernel';
import type { BootstrapToken } from '../bootstrap-token.js';
import type { Operators } from './operators.js';

/** How long the bootstrap token counts: until there has been a security officer, or always, for trials. */
export type BootstrapMode = 'until-founded' | 'always';

/** What `false` is remembered for; `true` stays for ever. */
const REMEMBERED_MS = 1_000;

/** Whether the bootstrap token opens anything still. */
export class BootstrapAccess {
  #founded: { readonly is: boolean; readonly askedAt: number } | undefined;

  constructor(
    private readonly token: BootstrapToken,
    private readonly mode: BootstrapMode,
    private readonly operators: Operators,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `service.unavailable` where identity does not say whether there are operators */
  async isOpenTo(authorization: string | undefined): Promise<boolean> {
    if (!this.token.isIn(authorization)) return false;
    return this.mode === 'always' || !(await this.isFounded());
  }

  private async isFounded(): Promise<boolean> {
    const askedAt = this.clock.now().getTime();
    const known = this.#founded;
    if (known && (known.is || (askedAt >= known.askedAt && askedAt - known.askedAt < REMEMBERED_MS))) return known.is;
    const is = await this.operators.isFounded();
    this.#founded = { is, askedAt };
    return is;
  }
}

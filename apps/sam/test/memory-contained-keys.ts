import { ContainedKeys } from '../src/domain/containers/contained-keys.js';
import type { memoryCertificateStores } from './certificate-stores.js';

/** Keys of containers in memory: of the enrolments, records and keys of these stores. */
export class MemoryContainedKeys extends ContainedKeys {
  constructor(private readonly stores: Pick<ReturnType<typeof memoryCertificateStores>, 'enrolments' | 'records' | 'keys'>) {
    super();
  }

  override count(containerId: string): Promise<number> {
    return Promise.resolve(this.keysOf(containerId).length);
  }

  override leftInClosed(after: string, limit: number): Promise<readonly string[]> {
    const closed = [...this.stores.records.table.values()].filter(({ kind, body }) => kind === 'container' && body.includes('"state":"closed"'));
    const keys = closed.flatMap(({ id }) => this.keysOf(id)).filter((keyId) => keyId > after);
    return Promise.resolve(keys.sort().slice(0, limit));
  }

  private keysOf(containerId: string): string[] {
    const made = [...this.stores.enrolments.table.values()].filter(({ draft, isRenewal }) => !isRenewal && draft.includes(`"containerId":"${containerId}"`));
    return made.map(({ draft }) => (JSON.parse(draft) as { keyId: string }).keyId).filter((keyId) => this.stores.keys.table.has(keyId));
  }
}

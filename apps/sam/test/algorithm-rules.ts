import type { KeyAlgorithm } from '@paraph/kernel';
import { resolve } from 'node:path';
import { AlgorithmsFile } from '../src/adapters/policies/algorithms-file.js';
import { AlgorithmRules, type AlgorithmRule } from '../src/domain/ports/algorithm-rules.js';

const shipped = new AlgorithmsFile(resolve(import.meta.dirname, '../../../policies/algorithms/default.json'));

/** The rules that are shipped, until a test replaces a row. */
export class TestAlgorithmRules extends AlgorithmRules {
  override readonly id = 'test';
  override readonly version = shipped.version;
  override readonly digest = shipped.digest;
  override minimumRsaBits = shipped.minimumRsaBits;
  private readonly replaced = new Map<KeyAlgorithm, AlgorithmRule | undefined>();

  override find(key: KeyAlgorithm): AlgorithmRule | undefined {
    return this.replaced.has(key) ? this.replaced.get(key) : shipped.find(key);
  }

  /** Changes members of a row. */
  change(key: KeyAlgorithm, change: Partial<AlgorithmRule>): void {
    this.replaced.set(key, { digests: [], schemes: [], ...this.find(key), ...change });
  }

  /** Takes a row away. */
  remove(key: KeyAlgorithm): void {
    this.replaced.set(key, undefined);
  }
}

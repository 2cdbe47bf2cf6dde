import { type Clock } from '@paraph/kernel';
import type { KeptHashes } from '@paraph/merkle';
import { ArchiveCopy } from './archive-copy.js';
import type { ArchiveTarget, ArchiveTargets } from './archive-target.js';
import type { ArchivedMonth, ArchiveRules, Archives, CopyCheck } from './archives.js';

const DAY_MS = 86_400_000;

/**
 * Checks every copy of every archived month by turns, twice a year (AUD-07), and when somebody wants it. In between it looks whether every file is
 * there, so that one that was taken away is not missed for half a year.
 */
export class CheckArchives {
  constructor(
    private readonly archives: Archives,
    private readonly targets: ArchiveTargets,
    private readonly hashes: KeptHashes,
    private readonly rules: ArchiveRules,
    private readonly clock: Clock,
  ) {}

  /** Reads what is due from its beginning to its end, and glances at the others. Answers what is new. */
  async run(signal: AbortSignal): Promise<readonly CopyCheck[]> {
    const [all, last, wished] = [await this.archives.list(), await this.archives.lastChecks(), await this.archives.wished()];
    const found: CopyCheck[] = [];
    for (const archived of all) {
      if (signal.aborted) break;
      const known = last.filter(({ month }) => month === archived.month);
      const isDue = wished.includes(archived.month) || this.isDue(archived, known);
      const checks = isDue ? await this.check(archived) : await this.glance(archived, known);
      if (checks.length > 0) await this.archives.keepChecks(archived.month, checks);
      found.push(...checks);
    }
    return found;
  }

  /** Copies that are damaged by the last check of each. */
  async damaged(): Promise<readonly CopyCheck[]> {
    return (await this.archives.lastChecks()).filter(({ damage }) => damage !== undefined);
  }

  /** A damaged copy is looked at each day: it may have been put back. */
  private isDue({ archivedAt }: ArchivedMonth, known: readonly CopyCheck[]): boolean {
    const now = this.clock.now().getTime();
    return this.targets.all.some(({ name }) => {
      const last = known.find(({ target }) => target === name);
      const days = last?.damage === undefined ? this.rules.policy.checkEveryDays : 1;
      return now - (last?.checkedAt ?? archivedAt).getTime() > days * DAY_MS;
    });
  }

  private async check(archived: ArchivedMonth): Promise<readonly CopyCheck[]> {
    const checks: CopyCheck[] = [];
    for (const target of this.targets.all) checks.push(this.found(archived, target, await new ArchiveCopy(archived, target).damage(this.hashes)));
    return checks;
  }

  /** Only what was not known: a file that is missing is told once. */
  private async glance(archived: ArchivedMonth, known: readonly CopyCheck[]): Promise<readonly CopyCheck[]> {
    const checks: CopyCheck[] = [];
    for (const target of this.targets.all) {
      const before = known.find((one) => one.target === target.name)?.damage;
      const damage = before === undefined ? await new ArchiveCopy(archived, target).glance() : undefined;
      if (damage !== undefined) checks.push(this.found(archived, target, damage));
    }
    return checks;
  }

  private found({ month }: ArchivedMonth, { name }: ArchiveTarget, damage: string | undefined): CopyCheck {
    return { month, target: name, checkedAt: this.clock.now(), ...(damage !== undefined && { damage }) };
  }
}

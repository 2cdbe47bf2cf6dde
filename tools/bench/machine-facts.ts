import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { versions } from '../stack/versions.ts';

const ROOT = dirname(dirname(import.meta.dirname));

/** What a figure is worth nothing without: where, with what, and of which code. */
export interface MachineFacts {
  /** Commit of the code, and whether the working tree had changes beyond it. */
  readonly commit: string;
  readonly changed: boolean;
  readonly measuredAt: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Processes that wanted to run in the minute before: others' work. */
  readonly loadBefore: number;
}

/** The machine and the code at this moment. */
export function machineFacts(): MachineFacts {
  const { pdfsig: _, ...used } = versions(ROOT);
  return {
    commit: git('rev-parse', 'HEAD') || 'unknown',
    changed: git('status', '--porcelain', '--', 'apps', 'libs', 'tools') !== '',
    measuredAt: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    versions: used,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

function git(...args: readonly string[]): string {
  return spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout?.trim() ?? '';
}

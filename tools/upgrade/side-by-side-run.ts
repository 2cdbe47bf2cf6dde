import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { silent } from '../stack/progress.ts';
import type { ServiceEntry } from '../stack/services.ts';
import { Stack } from '../stack/stack.ts';
import { order } from './order.ts';
import { previousTree } from './previous-tree.ts';
import { Replicas } from './replicas.ts';
import { UpgradeLoad, type Tally } from './upgrade-load.ts';
import { accountFor, type SignatureAccount } from './upgrade-verdict.ts';

const ROOT = dirname(dirname(import.meta.dirname));
/** How long each state of things lasts under load. */
const PHASE_MS = 2_000;

/** From what, and under what load. */
export interface UpgradeOptions {
  readonly from: string;
  /** Signatures a second. */
  readonly rate: number;
  readonly say: (line: string) => void;
}

/** What came of an upgrade under load. */
export interface UpgradeResult extends SignatureAccount {
  readonly from: string;
  readonly packages: 'linked' | 'installed';
  readonly rate: number;
  readonly seconds: number;
  /** By phase and kind of request. */
  readonly phases: Readonly<Record<string, Readonly<Record<string, Tally>>>>;
  readonly asked: number;
  readonly atSecondTry: number;
  readonly failed: number;
}

/** Runs the services of an earlier commit, migrates under them, and replaces one after the other by ours while people go on signing. */
export async function upgradeSideBySide({ from, rate, say }: UpgradeOptions): Promise<UpgradeResult> {
  const tree = previousTree(ROOT, from);
  say(`${tree.commit.slice(0, 12)} is compiled (${tree.packages} packages)`);
  const state = mkdtempSync(join(tmpdir(), 'paraph-upgrade-'));
  const services = await earlierServices(tree.root);
  const stack = new Stack({ state, root: tree.root, services, demo: false, screen: silent });
  let replicas: Replicas | undefined;
  let load: UpgradeLoad | undefined;
  try {
    await stack.start();
    say('its services run');
    const bench = BenchStack.over(stack);
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 4);
    replicas = new Replicas(stack);
    load = new UpgradeLoad(bench, replicas, { client, credentials });
    const began = performance.now();

    load.enter('earlier services');
    await load.begin(rate);
    await sleep(PHASE_MS);

    load.enter('our migrations under earlier services');
    for (const { name, database } of services) if (database !== undefined) await replicas.migrate(name, database);
    await sleep(PHASE_MS);
    say(`the databases are ours, the services are not; ${load.answered.length} signatures so far, ${load.failed} requests failed`);

    for (const service of order) {
      load.enter(`${service} beside its earlier self`);
      await replicas.add(service);
      await sleep(PHASE_MS / 2);
      load.enter(`${service} replaced`);
      await replicas.retire(service);
      await sleep(PHASE_MS / 2);
      say(`${service} is replaced; ${load.answered.length} signatures so far, ${load.failed} requests failed`);
    }

    load.enter('our services');
    await sleep(PHASE_MS);
    await load.end();
    const seconds = Math.round((performance.now() - began) / 1_000);
    const account = await accountFor(bench, load.answered);
    await bench.leave();
    const phases = load.tallies as UpgradeResult['phases'];
    return { from: tree.commit, packages: tree.packages, rate, seconds, phases, ...totals(phases), ...account };
  } finally {
    await load?.end().catch(() => undefined);
    await replicas?.stop();
    await stack.stop();
    rmSync(state, { recursive: true, force: true });
    tree.remove();
  }
}

/** The services as the earlier tree has them, so that each gets the settings that it knows; without the limits that all of one address would meet. */
async function earlierServices(root: string): Promise<readonly ServiceEntry[]> {
  // What another commit exports has no type here; what this one needs of it is looked at by the stack that starts it.
  const { services } = (await import(join(root, 'tools', 'stack', 'services.ts'))) as { services: readonly ServiceEntry[] };
  return services.map((service) => (service.name === 'identity' ? withoutLimits(service) : service));
}

function withoutLimits(service: ServiceEntry): ServiceEntry {
  const limits = { REQUESTS_PER_CLIENT: '1000000', REQUESTS_PER_ADDRESS: '1000000', TOKEN_REQUESTS_PER_ADDRESS: '10000000' };
  return { ...service, settings: (around) => ({ ...service.settings?.(around), ...limits }) };
}

function totals(phases: UpgradeResult['phases']): Pick<UpgradeResult, 'asked' | 'atSecondTry' | 'failed'> {
  const all = Object.values(phases).flatMap((kinds) => Object.values(kinds));
  const sum = (of: (tally: Tally) => number): number => all.reduce((total, tally) => total + of(tally), 0);
  return { asked: sum(({ asked }) => asked), atSecondTry: sum(({ atSecondTry }) => atSecondTry), failed: sum(({ failed }) => failed) };
}

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@paraph/testing';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { SadSource, type PreparedSad } from '../bench/sad-source.ts';
import type { SigningLoad } from '../chaos/signing-load.ts';
import { judge } from '../chaos/verdict.ts';
import { silent } from '../stack/progress.ts';
import type { ServiceEntry } from '../stack/services.ts';
import { startStack, type Stack } from '../stack/stack.ts';
import { StateFolder } from '../stack/state.ts';
import { loadOf, usesOf, verifyLog } from './restore-run.ts';
import { putBack } from './put-back.ts';
import { keepLogFor, Standby, waitForStandby } from './standby.ts';
import { serverOf, takeBackup } from './take-backup.ts';

/** How the second site's database follows: each commit waits for it, it follows as fast as it can, or it was cut off before the end. */
export const FOLLOWINGS = ['synchronous', 'asynchronous', 'cut-off'] as const;
export type Following = (typeof FOLLOWINGS)[number];

/** What came of the loss of a site. */
export interface SecondSiteResult {
  readonly following: Following;
  /** From the end of the first site to the first signature at the second one, nobody hesitating in between. */
  readonly signedAgainMs: number;
  readonly signaturesAnswered: number;
  /** Answered by the first site and unknown at the second one. */
  readonly lost: number;
  readonly spent: string;
  readonly neverUsed: string;
  readonly signedAnew: number;
  readonly occurrencesSignedTwice: number;
  readonly hashesAnsweredTwice: number;
  readonly events: number;
  readonly doubtsAboutTheLog: readonly string[];
  /** Whether audit says that a witness, kept elsewhere, saw more of the log than the second site has. */
  readonly witnessContradicted: boolean;
}

const IN_FLIGHT = 8;
const PER_SAD = 10;
const UNDER_LOAD_MS = 4_000;
const CUT_OFF_MS = 2_500;

/** Signs at one site, ends it at once, and goes on at another one that followed it. */
export async function loseASite({ following, sads }: { readonly following: Following; readonly sads: number }): Promise<SecondSiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-second-site-'));
  const second = new StateFolder(join(folder, 'state'));
  const bench = await BenchStack.of({ change: witnessedOften });
  const first = bench.stack.state;
  let standby: Standby | undefined;
  let risen: Stack | undefined;
  try {
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 2);
    const primary = serverOf(first);
    await keepLogFor(primary);
    await takeBackup(first.root, join(folder, 'backup'));
    putBack(join(folder, 'backup'), second.root);
    standby = new Standby(second, primary, await freePort());
    await standby.start();
    if (following === 'synchronous') await waitForStandby(primary);

    const source = await SadSource.open(bench, client);
    const prepared = await source.prepare(credentials, sads, PER_SAD);
    const [spent, neverUsed] = prepared.splice(0, 2);
    if (!spent || !neverUsed) throw new Error('two SADs are needed at least');
    const load = await loadOf(bench, client);
    await load.use([spent], IN_FLIGHT);
    await standby.caughtUp(primary);
    const over = new AbortController();
    const signing = signUntil(load, prepared, over.signal);
    await sleep(UNDER_LOAD_MS - CUT_OFF_MS);
    if (following === 'cut-off') await standby.stop();
    await sleep(CUT_OFF_MS);

    // As a site that burns: every process at once, nothing of it is left but what was elsewhere.
    bench.stack.end();
    const lostAt = performance.now();
    over.abort();
    if (existsSync(first.path('witness'))) cpSync(first.path('witness'), second.path('witness'), { recursive: true });
    if (following === 'cut-off') await standby.start();
    await standby.promote();
    await standby.stop();
    risen = await startStack({ state: second.root, demo: false, screen: silent });
    const after = BenchStack.over(risen);
    const again = await loadOf(after, client);
    await again.use(await (await SadSource.open(after, client)).prepare(credentials, 1, 1), 1);
    const signedAgainMs = Math.round(performance.now() - lostAt);
    await signing;
    await bench.leave();
    await again.use(await (await SadSource.open(after, client)).prepare(credentials, 10, PER_SAD), IN_FLIGHT);
    const signedAnew = again.answered;
    const uses = await usesOf(again, [spent, neverUsed]);
    const whole = await judge(after, [...load.attempts, ...again.attempts]);
    const log = await verifyLog(risen);
    const witnessContradicted = await isContradicted(risen);
    await after.leave();
    return {
      following,
      signedAgainMs,
      signaturesAnswered: load.answered,
      lost: whole.answeredWithoutRecord,
      spent: uses[0] ?? '',
      neverUsed: uses[1] ?? '',
      signedAnew,
      occurrencesSignedTwice: whole.occurrencesSignedTwice,
      hashesAnsweredTwice: whole.hashesAnsweredTwice,
      ...log,
      witnessContradicted,
    };
  } finally {
    await standby?.stop();
    await risen?.stop();
    bench.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was lost within a minute would not have been witnessed yet. */
function witnessedOften(service: ServiceEntry): ServiceEntry {
  return service.name === 'audit' ? { ...service, settings: (around) => ({ ...service.settings?.(around), WITNESS_SECONDS: '1' }) } : service;
}

/** One SAD after the other, so that little is asked of a site that is gone. */
async function signUntil(load: SigningLoad, sads: readonly PreparedSad[], over: AbortSignal): Promise<void> {
  for (const sad of sads) {
    if (over.aborted) return;
    await load.use([sad], IN_FLIGHT);
  }
}

async function isContradicted(stack: Stack): Promise<boolean> {
  const answer = await fetch(`${stack.urls['audit']}/metrics`);
  const line = /^paraph_audit_witness_contradicted(?:\{[^}]*\})? (\d+)$/m.exec(await answer.text());
  if (line === null) throw new Error('audit does not say whether a witness contradicts it');
  return line[1] !== '0';
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { JsonWebKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus } from '@paraph/platform';
import { verifyLive } from '../audit-verify/live-log.ts';
import { enrolCredentials, registerClient, type BenchClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { SadSource, type PreparedSad } from '../bench/sad-source.ts';
import { SigningLoad, type Attempt } from '../chaos/signing-load.ts';
import { judge } from '../chaos/verdict.ts';
import { silent } from '../stack/progress.ts';
import { startStack, type Stack } from '../stack/stack.ts';
import { BackupByHand } from './sealed-by-hand.ts';

/** What came of a backup that was taken under load, encrypted to the token, destroyed and put back elsewhere. */
export interface RestoreResult {
  readonly backupMs: number;
  readonly backupMiB: number;
  /** From the beginning of putting back to the first signature. */
  readonly signedAgainMs: number;
  readonly signaturesBefore: number;
  /** Answered before the backup began and unknown afterwards: none may be. */
  readonly lostFromBefore: number;
  /** Answered after the backup began: those that the copy does not know. */
  readonly signaturesSince: number;
  readonly lostSince: number;
  /** What three SADs are answered: spent before the backup, spent after it, never used. */
  readonly spentBefore: string;
  readonly spentSince: string;
  readonly neverUsed: string;
  readonly signedAnew: number;
  readonly occurrencesSignedTwice: number;
  readonly hashesAnsweredTwice: number;
  readonly events: number;
  readonly doubtsAboutTheLog: readonly string[];
}

const IN_FLIGHT = 8;
const PER_SAD = 10;

/** Signs, takes a backup meanwhile, signs on, destroys everything, puts the backup back into another folder and signs there; by the commands of the operations book. */
export async function backUpAndRestore({ sads, say }: { readonly sads: number; readonly say: (line: string) => void }): Promise<RestoreResult> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-backup-'));
  const [hand, second] = [new BackupByHand(folder), join(folder, 'state')];
  const bench = await BenchStack.start();
  const { token } = bench;
  let restored: Stack | undefined;
  try {
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', 2);
    const source = await SadSource.open(bench, client);
    const load = await loadOf(bench, client);
    const prepared = await source.prepare(credentials, sads, PER_SAD);
    const [spentBefore, spentSince, neverUsed] = prepared.splice(0, 3);
    if (!spentBefore || !spentSince || !neverUsed) throw new Error('three SADs are needed at least');
    await load.use([spentBefore, ...prepared.splice(0, prepared.length / 3)], IN_FLIGHT);
    const before = [...load.attempts];
    say(`${load.answered} signatures before the backup`);

    await hand.makeRecipient(token);
    const began = performance.now();
    const signing = load.use(prepared, IN_FLIGHT);
    await hand.take(bench.stack.state.root);
    const backupMs = Math.round(performance.now() - began);
    await signing;
    await load.use([spentSince], IN_FLIGHT);
    const backupMiB = Number((sizeOf(hand.backup) / 2 ** 20).toFixed(1));
    say(`encrypted backup of ${backupMiB} MiB in ${backupMs} ms, under load; ${load.answered} signatures by now`);

    // As a machine that burns: nobody ends in order.
    await bench.leave();
    bench.end();
    const restoring = performance.now();
    await hand.putBack(second, token);
    restored = await startStack({ state: second, demo: false, screen: silent });
    const after = BenchStack.over(restored);
    const again = await loadOf(after, client);
    await again.use(await (await SadSource.open(after, client)).prepare(credentials, 1, 1), 1);
    const signedAgainMs = Math.round(performance.now() - restoring);
    say(`signs again after ${signedAgainMs} ms`);
    await again.use(await (await SadSource.open(after, client)).prepare(credentials, 10, PER_SAD), IN_FLIGHT);
    const signedAnew = again.answered;
    const uses = await usesOf(again, [spentBefore, spentSince, neverUsed]);
    const all = [...load.attempts, ...again.attempts];
    const known = await judge(after, before);
    const whole = await judge(after, all);
    const log = await verifyLog(restored);
    await after.leave();
    return {
      backupMs,
      backupMiB,
      signedAgainMs,
      signaturesBefore: known.signaturesAnswered,
      lostFromBefore: known.answeredWithoutRecord + known.answeredWithoutEvents,
      signaturesSince: load.answered - known.signaturesAnswered,
      lostSince: whole.answeredWithoutRecord - known.answeredWithoutRecord,
      spentBefore: uses[0] ?? '',
      spentSince: uses[1] ?? '',
      neverUsed: uses[2] ?? '',
      signedAnew,
      occurrencesSignedTwice: whole.occurrencesSignedTwice,
      hashesAnsweredTwice: whole.hashesAnsweredTwice,
      ...log,
    };
  } finally {
    await restored?.stop();
    bench.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes below a folder. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** A load that signs as the gateway. */
export async function loadOf(bench: BenchStack, client: BenchClient): Promise<SigningLoad> {
  return new SigningLoad(new Bus(await bench.bus('gateway'), 'gateway'), client);
}

/** What the SAM answers to each of these SADs, used once more: a code, or that it signed. */
export async function usesOf(load: SigningLoad, sads: readonly PreparedSad[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const sad of sads) {
    await load.together(sad, 1);
    const last: Attempt | undefined = load.attempts.at(-1);
    answers.push(last?.refusal ?? 'signed');
  }
  return answers;
}

/** Reads the whole log as an auditor would; what is in doubt, in words. */
export async function verifyLog(stack: Stack): Promise<Pick<RestoreResult, 'events' | 'doubtsAboutTheLog'>> {
  const key = JSON.parse(readFileSync(stack.state.path('public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  const authorization = `Bearer ${readFileSync(stack.state.path('secrets', 'auditor.token'), 'utf8').trim()}`;
  const ask = async (path: string): Promise<unknown> => (await fetch(`${stack.urls['audit']}/audit/v1/${path}`, { headers: { authorization } })).json();
  const { events, findings } = await verifyLive(ask, key);
  return { events, doubtsAboutTheLog: findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : [])) };
}

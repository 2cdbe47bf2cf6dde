import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isOfOneSession, type Credential } from '../credential.js';
import type { RefreshCredential } from '../refresh-credential.js';
import type { SignatureModule } from '../signature-module.js';
import type { CredentialRegister, Reconciliation } from './credential-register.js';
import type { Rest } from './expire-credentials.js';
import { foundOrphan, reconciled, unresolved } from './finding-events.js';
import type { HeldKeyEntry, KeyCustody } from './key-custody.js';

/** Credentials that are looked at in one go. */
const PAGE = 200;
/** A credential is on its way for so long at most: younger ones are not compared. Milliseconds. */
const SETTLED_MS = 300_000;
/** Enough of an identifier's random part to tell a million apart. */
const MARK = { from: 5, to: 17 };

/** The SAM's states in which nothing is ever signed with the key again. */
const ENDED = new Set<HeldKeyEntry['state']>([undefined, 'revoked', 'destroyed', 'abandoned']);

type Counts = { -readonly [Member in 'keys' | 'credentials' | 'orphans' | 'followed' | 'unresolved']: Reconciliation[Member] };

/**
 * Compares every key in the SAM with every credential here, and repairs what differs: a key that nothing names is destroyed by the SAM, which judges that
 * itself; a state that the SAM has otherwise is followed; what nobody can repair is an event (KEY-06). Repeating it changes nothing.
 */
export class ReconcileKeys {
  constructor(
    private readonly register: CredentialRegister,
    private readonly sam: { readonly custody: KeyCustody; readonly module: SignatureModule },
    private readonly refresh: RefreshCredential,
    private readonly clock: Clock,
    private readonly rest: Rest,
  ) {}

  /** @throws ServiceError of the SAM; answers nothing where it was stopped in between */
  async run(signal: AbortSignal): Promise<Reconciliation | undefined> {
    const counts: Counts = { keys: 0, credentials: 0, orphans: 0, followed: 0, unresolved: 0 };
    const before = new Date(this.clock.now().getTime() - SETTLED_MS);
    const seen = await this.lookThroughKeys(counts, signal);
    await this.lookThroughCredentials(counts, { before, seen, signal });
    if (signal.aborted) return undefined;
    const done = { ...counts, finishedAt: this.clock.now() };
    await this.register.keepReconciliation(done, reconciled(done));
    return done;
  }

  private async lookThroughKeys(counts: Counts, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    for (let after: string | undefined, isLast = false; !isLast && !signal.aborted;) {
      const { keys, next } = await this.sam.custody.keys(after);
      const known = new Map((await this.register.byIds(keys.flatMap(({ credentialId }) => credentialId ?? []))).map((one) => [one.credentialId, one]));
      for (const key of keys) {
        counts.keys += 1;
        if (key.credentialId !== undefined) seen.add(markOf(key.credentialId));
        await this.compare(key, known.get(key.credentialId ?? ''), counts);
      }
      [after, isLast] = [next, next === undefined];
      await this.rest(0);
    }
    return seen;
  }

  private async compare(key: HeldKeyEntry, credential: Credential | undefined, counts: Counts): Promise<void> {
    const { keyId, credentialId, state } = key;
    if (ENDED.has(state)) return this.destroyOrphan(key, counts);
    if (credentialId === undefined) return;
    // What is on its way is the sweep's, and a young one may not be written down here yet.
    if (credential === undefined) return this.withoutCredential({ ...key, credentialId }, counts);
    if (credential.state === 'destroyed')
      return this.note(counts, { keyId, credentialId, finding: `the record is destroyed, and the SAM’s is ${String(state)}` });
    const differs =
      (state === 'active' || state === 'suspended') && (credential.state === 'active' || credential.state === 'suspended') && credential.state !== state;
    if (differs) await this.follow(credential, counts);
  }

  private async destroyOrphan({ keyId, credentialId }: HeldKeyEntry, counts: Counts): Promise<void> {
    const outcome = await this.sam.custody.destroyOrphan(keyId);
    if (outcome !== 'destroyed') return;
    counts.orphans += 1;
    await this.register.record(foundOrphan({ keyId, credentialId }));
  }

  /** A key whose credential this service lost. One that never signed is destroyed; of any other somebody has to decide. */
  private async withoutCredential({ keyId, credentialId, state }: HeldKeyEntry & { readonly credentialId: string }, counts: Counts): Promise<void> {
    if (state === 'active' || state === 'suspended')
      return this.note(counts, { keyId, credentialId, finding: `no credential, and the SAM’s record is ${state}` });
    await this.sam.module.destroyKey(credentialId);
    counts.orphans += 1;
    await this.register.record(foundOrphan({ keyId, credentialId }));
  }

  private async lookThroughCredentials(
    counts: Counts,
    { before, seen, signal }: { before: Date; seen: ReadonlySet<string>; signal: AbortSignal },
  ): Promise<void> {
    for (let after = '', isLast = false; !isLast && !signal.aborted;) {
      const page = await this.register.withKey(before, after, PAGE);
      for (const credential of page) {
        counts.credentials += 1;
        if (!seen.has(markOf(credential.credentialId)) && !isOfOneSession(credential)) await this.withoutKey(credential, counts);
      }
      after = page.at(-1)?.credentialId ?? after;
      isLast = page.length < PAGE;
      await this.rest(0);
    }
  }

  private async withoutKey(credential: Credential, counts: Counts): Promise<void> {
    if (await this.follow(credential, counts)) return;
    await this.note(counts, { credentialId: credential.credentialId, finding: `it is ${credential.state}, and the SAM has no key of it` });
  }

  /** Takes over what the SAM's record says. Answers whether that changed anything. */
  private async follow(credential: Credential, counts: Counts): Promise<boolean> {
    try {
      if ((await this.refresh.run(credential.credentialId)) === credential.state) return false;
    } catch (error) {
      if (!(error instanceof ServiceError) || (error.code !== 'credential.unknown' && error.code !== 'record.tampered')) throw error;
      return false;
    }
    counts.followed += 1;
    return true;
  }

  private async note(counts: Counts, found: Parameters<typeof unresolved>[0]): Promise<void> {
    counts.unresolved += 1;
    await this.register.record(unresolved(found));
  }
}

function markOf(credentialId: string): string {
  return credentialId.slice(MARK.from, MARK.to);
}

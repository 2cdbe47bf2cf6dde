import type { LifecycleEvent } from '../credential-store.js';
import type { Reconciliation } from './credential-register.js';

const bySystem = { kind: 'system', id: 'key-lifecycle' } as const;

/** A key that nothing named was destroyed. */
export function foundOrphan({ keyId, credentialId }: { readonly keyId: string; readonly credentialId?: string | undefined }): LifecycleEvent {
  return { type: 'orphan-found', actor: bySystem, outcome: 'success', particulars: { keyId, ...(credentialId !== undefined && { credentialId }) } };
}

/** Something that nobody could repair: a person has to look at it. */
export function unresolved(found: { readonly keyId?: string; readonly credentialId: string; readonly finding: string }): LifecycleEvent {
  const { finding, ...particulars } = found;
  return { type: 'orphan-found', actor: bySystem, outcome: 'failure', cause: finding, particulars };
}

/** Every key and every credential was looked at. */
export function reconciled({ keys, credentials, orphans, followed, unresolved: left }: Reconciliation): LifecycleEvent {
  const particulars = { keys: String(keys), credentials: String(credentials), orphans: String(orphans), followed: String(followed), unresolved: String(left) };
  return { type: 'reconciliation-finished', actor: bySystem, outcome: left === 0 ? 'success' : 'failure', particulars };
}

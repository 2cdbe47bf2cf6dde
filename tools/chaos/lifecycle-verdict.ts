import { readRows, type CredentialState, type Rows } from './lifecycle-rows.ts';
import type { BenchStack } from '../bench/bench-stack.ts';

/** What key-lifecycle and the SAM say of every credential, held against each other. */
export interface LifecycleVerdict {
  readonly credentials: number;
  readonly states: Readonly<Partial<Record<CredentialState, number>>>;
  /** Credentials on their way to another state though nobody works on them. */
  readonly leftOnTheWay: number;
  /** Wrapped keys of signers. */
  readonly keys: number;
  /** Keys that no credential can use any more, or that belong to none. */
  readonly keysWithoutOwner: number;
  /** Credentials that may sign, and whose key is not there. */
  readonly ownersWithoutKey: number;
  /** Credentials of which the SAM's record and key-lifecycle's say different things. */
  readonly disagreements: number;
  /** Credentials that may sign though another one took their place. */
  readonly replacedAndAlive: number;
}

/** States in which a credential may stay. `keyed` waits for its signer, for a day. */
const LEGAL: ReadonlySet<CredentialState> = new Set(['keyed', 'active', 'suspended', 'expired', 'revoked', 'destroyed']);

/** With which of the SAM's records each state goes; without one, the signer was never proven. */
const AGREES: Readonly<Partial<Record<CredentialState, readonly string[]>>> = {
  keyed: ['none'],
  active: ['active'],
  suspended: ['suspended'],
  expired: ['active', 'suspended'],
  revoked: ['revoked'],
  destroyed: ['none', 'destroyed', 'revoked'],
};

/** Says what is wrong after everything came to rest; all but the counts have to be 0. */
export async function judgeLifecycle(bench: BenchStack): Promise<LifecycleVerdict> {
  return compare(await readRows(bench));
}

function compare({ credentials, enrolments, bindings, keys }: Rows): LifecycleVerdict {
  const states: Partial<Record<CredentialState, number>> = {};
  for (const { state } of credentials.values()) states[state] = (states[state] ?? 0) + 1;
  const isOwned = (keyId: string): boolean => {
    const credentialId = enrolments.find((one) => one.keyId === keyId && one.state !== 'abandoned')?.credentialId;
    const state = credentialId === undefined ? undefined : credentials.get(credentialId)?.state;
    return state !== undefined && state !== 'destroyed';
  };
  const keyOf = (credentialId: string): string | undefined => enrolments.find((one) => one.credentialId === credentialId)?.keyId;
  const all = [...credentials];
  return {
    credentials: credentials.size,
    states,
    leftOnTheWay: all.filter(([, { state, isUnderWay }]) => !LEGAL.has(state) || isUnderWay).length,
    keys: keys.size,
    keysWithoutOwner: [...keys].filter((keyId) => !isOwned(keyId)).length,
    ownersWithoutKey: all.filter(([id, { state }]) => (state === 'active' || state === 'suspended') && !keys.has(keyOf(id) ?? '')).length,
    disagreements: all.filter(([id, { state }]) => AGREES[state]?.includes(bindings.get(id) ?? 'none') === false).length,
    replacedAndAlive: all.filter(([, { state, replaces }]) => state === 'active' && replaces !== undefined && credentials.get(replaces)?.state !== 'destroyed')
      .length,
  };
}

/** What is wrong in a verdict, by name; nothing, if all is as it has to be. */
export function wrongsIn({ leftOnTheWay, keysWithoutOwner, ownersWithoutKey, disagreements, replacedAndAlive }: LifecycleVerdict): readonly string[] {
  return Object.entries({ leftOnTheWay, keysWithoutOwner, ownersWithoutKey, disagreements, replacedAndAlive }).flatMap(([name, count]) =>
    count > 0 ? [`${name}: ${count}`] : [],
  );
}

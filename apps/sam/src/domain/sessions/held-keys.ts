import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { HeldKey } from '../ports/token.js';
import { HeldElsewhere } from './held-elsewhere.js';
import type { SessionEnd } from './session-end.js';

/** A one-session credential whose key this replica holds. */
export interface HeldSession {
  readonly credentialId: string;
  readonly keyId: string;
  readonly subscriberId: string;
  readonly policyId: string;
  readonly key: HeldKey;
  /** When the key ends whatever was signed with it. */
  readonly endsAt: Date;
  /** Set once its certificate is bound. */
  readonly activationId?: string | undefined;
}

/** Which key is wanted, and who has it by a record that was checked. */
export interface WantedKey {
  readonly credentialId: string;
  readonly keyId: string;
  readonly heldBy: string;
}

/** The keys of one session that this replica holds. They are nowhere else, so what is not in here is gone. */
export class HeldKeys {
  private readonly sessions = new Map<string, HeldSession>();
  private readonly unwritten = new Map<string, SessionEnd>();
  private readonly beingWritten = new Set<string>();

  /** @param replica names this process, from its start to its end */
  constructor(readonly replica: string = newId('rep')) {}

  get count(): number {
    return this.sessions.size;
  }

  /** Sessions of one subscriber under one policy, while their key lives. */
  countOf(subscriberId: string, policyId: string): number {
    return [...this.sessions.values()].filter((one) => one.subscriberId === subscriberId && one.policyId === policyId).length;
  }

  hold(session: HeldSession): void {
    this.sessions.set(session.keyId, session);
  }

  /** The key, if it is held here and lives. */
  find(keyId: string): HeldKey | undefined {
    const key = this.sessions.get(keyId)?.key;
    return key?.isOver === false ? key : undefined;
  }

  /** The key for what needs it. @throws HeldElsewhere; `session.over` if nobody has it any more */
  demand({ credentialId, keyId, heldBy }: WantedKey): HeldKey {
    if (heldBy !== this.replica) throw new HeldElsewhere(heldBy, credentialId);
    const key = this.find(keyId);
    if (!key) throw new ServiceError('session.over', 'the key of this session is gone');
    return key;
  }

  /** The session of a credential, for what needs no signature of its key and is worth nothing without it. @throws as `demand` */
  demandSession(credentialId: string, heldBy: string): HeldSession {
    const session = [...this.sessions.values()].find((one) => one.credentialId === credentialId);
    this.demand({ credentialId, keyId: session?.keyId ?? '', heldBy });
    if (!session) throw new ServiceError('session.over', 'the key of this session is gone');
    return session;
  }

  /** Has a session end at another moment from now on. Changes nothing for one that has ended. */
  change(keyId: string, change: Pick<HeldSession, 'endsAt' | 'activationId'>): void {
    const session = this.sessions.get(keyId);
    if (session) this.sessions.set(keyId, { ...session, ...change });
  }

  /** The activation of a session, once it is bound. */
  activationOf(keyId: string): string | undefined {
    return this.sessions.get(keyId)?.activationId;
  }

  /** Those whose time is over, or whose key died under them. */
  over(now: Date): readonly HeldSession[] {
    return [...this.sessions.values()].filter(({ endsAt, key }) => now >= endsAt || key.isOver);
  }

  all(): readonly HeldSession[] {
    return [...this.sessions.values()];
  }

  /** Ends a key for good. Answers whether it was here. */
  async end(keyId: string): Promise<boolean> {
    const session = this.sessions.get(keyId);
    this.sessions.delete(keyId);
    await session?.key.end();
    return session !== undefined;
  }

  /** Remembers that a key ended here whose records do not say so yet. */
  owe(credentialId: string, cause: SessionEnd): void {
    this.unwritten.set(credentialId, cause);
  }

  /** The records say so. */
  settle(credentialId: string): void {
    this.unwritten.delete(credentialId);
  }

  /** Why the key of a session ended here whose records do not say so yet. */
  owed(credentialId: string): SessionEnd | undefined {
    return this.unwritten.get(credentialId);
  }

  /** Writes down the end of a session. Whoever looks meanwhile for what is left to write leaves it to this. */
  async writing<T>(credentialId: string, write: () => Promise<T>): Promise<T> {
    this.beingWritten.add(credentialId);
    try {
      return await write();
    } finally {
      this.beingWritten.delete(credentialId);
    }
  }

  /** Sessions whose records do not say yet that they are over. */
  allOwed(): readonly string[] {
    return [...this.unwritten.keys()];
  }

  /** The same without those that somebody is just writing down. */
  leftOwed(): readonly string[] {
    return this.allOwed().filter((credentialId) => !this.beingWritten.has(credentialId));
  }
}

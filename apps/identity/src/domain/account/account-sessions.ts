import { type Clock, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { digestOf } from '../digest-of.js';
import type { IdentityEvent } from '../ports/events.js';
import { type KeptObject, type ProtocolObjects } from '../ports/protocol-objects.js';
import { type KnownSigner, type ProvenIdentity, type SignerStore } from '../ports/signer-store.js';

const KIND = 'AccountSession';

/** A session ends when nobody used it for this long. */
const IDLE_MS = 15 * 60_000;

/** It ends then in any case. */
export const LONGEST_SESSION_MS = 8 * 60 * 60_000;

const session = z.object({ issuer: z.string(), subject: z.string(), begunAt: z.number() });

/** A person at the page of their own, by an ordinary login: they may look and stop, and nothing that signs. */
export interface AccountSession {
  /** What the browser holds; only its digest is kept. */
  readonly id: string;
  /** Everybody this person is to the subscribers. */
  readonly signers: readonly KnownSigner[];
}

/** Sessions of signers' own pages, kept beside the authorisation server's objects, so that a sign-out is one. */
export class AccountSessions {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly signers: SignerStore,
    private readonly clock: Clock,
  ) {}

  /** A session for whoever signed in; nothing if nobody here is known by that identity. */
  async open(identity: ProvenIdentity): Promise<AccountSession | undefined> {
    const signers = await this.signers.knownBy(identity);
    if (signers.length === 0) return undefined;
    const id = toBase64Url(randomBytes(32));
    const begunAt = this.clock.now().getTime();
    await this.keep(id, { ...identity, begunAt }, eventOf('account-opened', signers));
    return { id, signers };
  }

  /** The session, if it still runs; to ask for it is to use it. */
  async use(id: string): Promise<AccountSession | undefined> {
    const object = await this.objects.find(KIND, digestOf(id));
    if (object === undefined || object.revokedAt !== undefined) return undefined;
    const kept = session.parse(object.payload);
    const signers = await this.signers.knownBy(kept);
    const isOver = object.expiresAt <= this.clock.now() || signers.length === 0;
    if (isOver) {
      await this.end(object, signers, 'its time was over');
      return undefined;
    }
    await this.keep(id, kept);
    return { id, signers };
  }

  /** The person signed out. */
  async close({ id, signers }: AccountSession): Promise<void> {
    await this.end({ kind: KIND, digest: digestOf(id) }, signers, 'signed out');
  }

  private async keep(id: string, kept: z.output<typeof session>, event?: IdentityEvent): Promise<void> {
    const end = Math.min(this.clock.now().getTime() + IDLE_MS, kept.begunAt + LONGEST_SESSION_MS);
    const { issuer, subject, begunAt } = kept;
    await this.objects.put({ kind: KIND, digest: digestOf(id), payload: { issuer, subject, begunAt }, expiresAt: new Date(end) }, event);
  }

  private async end({ kind, digest }: Pick<KeptObject, 'kind' | 'digest'>, signers: readonly KnownSigner[], cause: string): Promise<void> {
    await this.objects.revoke(kind, digest, { ...eventOf('account-closed', signers), cause });
  }
}

function eventOf(type: 'account-opened' | 'account-closed', signers: readonly KnownSigner[]): IdentityEvent {
  const [first] = signers;
  return {
    type,
    actor: first === undefined ? { kind: 'system', id: 'identity' } : { kind: 'signer', id: first.id },
    outcome: 'success',
    particulars: {
      signers: signers
        .map(({ id }) => id)
        .join(' ')
        .slice(0, 2_000),
    },
  };
}

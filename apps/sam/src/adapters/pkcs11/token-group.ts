import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm, SignatureScheme } from '@paraph/kernel';
import { randomInt } from 'node:crypto';
import type { Digest, GeneratedKey, HeldKey, KeyUse, MacPurpose, TokenCounters, TokenHealth, TokenKey, WrappedKey } from '../../domain/ports/token.js';
import { Token } from '../../domain/ports/token.js';
import { furthestMark } from '../token-head-witness.js';
import { ClosingLimit } from './closing-limit.js';
import { GroupMember, isFinal, type MemberPlace, type MemberWatch } from './group-member.js';
import { commonGeneration, type SiblingToken } from './sibling-token.js';

/** How often a token that is out is asked whether it is back. */
const REVIVE_MS = 1_000;

/**
 * Several tokens that hold the same keys, as one. Each call goes to the least busy that answers. A call that certainly
 * had no effect is tried on another; one whose effect nobody knows never is, since a second signature could be made.
 */
export class TokenGroup extends Token {
  readonly #members: readonly GroupMember[];
  readonly #limit: ClosingLimit;
  readonly #timer: NodeJS.Timeout;

  private constructor(members: readonly GroupMember[], limit: ClosingLimit) {
    super();
    this.#members = members;
    this.#limit = limit;
    this.#timer = setInterval(() => void this.#reviveAll(), REVIVE_MS).unref();
  }

  /**
   * Opens every token; one that does not answer now may come later, and is looked at then.
   *
   * @throws `hsm.refused` when one must not be used, or is no sibling; `hsm.unavailable` when none answers
   */
  static async open(places: readonly MemberPlace[], watch: MemberWatch, limit = new ClosingLimit()): Promise<TokenGroup> {
    const members = places.map((place) => new GroupMember(place, watch));
    const opened = await Promise.allSettled(members.map((member) => member.open()));
    const failures = reasons(opened);
    const fatal = failures.find(isFinal) ?? (failures.length === members.length ? failures[0] : undefined);
    try {
      if (fatal !== undefined) throw fatal;
      limit.atMost = commonGeneration(await checksOf(members));
    } catch (error) {
      await Promise.allSettled(members.map((member) => member.close()));
      throw error;
    }
    members.forEach((member, index) => {
      const result = opened[index];
      if (result?.status === 'rejected') watch.out(member.label, result.reason);
    });
    return new TokenGroup(members, limit);
  }

  override generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    return this.#harmless((token) => token.generateKeyPair(algorithm, use));
  }

  /** It lives and dies with the token that made it. */
  override holdKeyPair(algorithm: KeyAlgorithm): Promise<HeldKey> {
    return this.#harmless((token) => token.holdKeyPair(algorithm));
  }

  override sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    return this.#first((token) => token.sign(key, digest, scheme), hadNoEffect);
  }

  override async signVerified(
    key: TokenKey,
    publicKey: Uint8Array,
    digests: readonly Digest[],
    scheme?: SignatureScheme,
  ): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    const results = new Map<number, PromiseSettledResult<Uint8Array>>();
    const work = async (token: SiblingToken): Promise<void> => {
      const open = digests.flatMap((digest, index) => (isOpen(results.get(index)) ? [{ digest, index }] : []));
      const became = await token.signVerified(
        key,
        publicKey,
        open.map(({ digest }) => digest),
        scheme,
      );
      open.forEach(({ index }, place) => results.set(index, became[place] ?? unknown));
      const again = open.map(({ index }) => results.get(index)).find(isOpen);
      // The first reason speaks for all: whether another token is tried depends on whether any digest may be signed again.
      if (again?.status === 'rejected') throw again.reason;
    };
    try {
      await this.#first(work, hadNoEffect);
    } catch (reason) {
      // Before any token was asked, or after the last one could not: each digest says for itself what became of it.
      return digests.map((_, index) => results.get(index) ?? { status: 'rejected', reason });
    }
    return digests.map((_, index) => results.get(index) ?? unknown);
  }

  override verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean> {
    return this.#harmless((token) => token.verify(publicKey, digest, signature, scheme));
  }

  override mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    return this.#harmless((token) => token.mac(purpose, bytes));
  }

  override verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    return this.#harmless((token) => token.verifyMac(purpose, bytes, mac));
  }

  override agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    return this.#harmless((token) => token.agree(key, peer, otherInfo));
  }

  override rewrap(key: TokenKey): Promise<WrappedKey> {
    return this.#harmless((token) => token.rewrap(key));
  }

  override random(length: number): Promise<Uint8Array> {
    return this.#harmless((token) => token.random(length));
  }

  /** The furthest: each keeps what it was told when it answered. */
  override async readMark(): Promise<Uint8Array | undefined> {
    const marks = await Promise.allSettled(this.#opened.map((token) => token.readMark()));
    const read = marks.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const [failed] = reasons(marks);
    if (read.length === 0 && failed !== undefined) throw failed;
    return furthestMark(read.filter((mark) => mark !== undefined));
  }

  /** In every token that answers. @throws if none took it */
  override async writeMark(bytes: Uint8Array): Promise<void> {
    const written = await Promise.allSettled(this.#opened.map((token) => token.writeMark(bytes)));
    const [failed] = reasons(written);
    if (!written.some(({ status }) => status === 'fulfilled')) throw failed ?? new ServiceError('hsm.unavailable', 'no token answers');
  }

  override async health(): Promise<TokenHealth> {
    const healths = await Promise.all(this.#members.map((member) => healthOf(member)));
    const answering = healths.filter((one) => one !== undefined);
    const [first] = answering;
    if (first === undefined) throw new ServiceError('hsm.unavailable', 'no token answers');
    const sum = (count: (one: TokenHealth) => number): number => answering.reduce((total, one) => total + count(one), 0);
    return {
      ...first,
      label: this.#members.map(({ label }) => label).join(', '),
      kekGeneration: Math.min(...answering.map(({ kekGeneration }) => kekGeneration)),
      warnings: answering.flatMap(({ label, warnings }) => warnings.map((warning) => `${label}: ${warning}`)),
      openSessions: sum(({ openSessions }) => openSessions),
      cachedKeys: sum(({ cachedKeys }) => cachedKeys),
      heldKeys: sum(({ heldKeys = 0 }) => heldKeys),
      out: this.#members.filter(({ isOut }) => isOut).map(({ label }) => label),
    };
  }

  override async destroyCached(keyId: string): Promise<void> {
    // One that is out has lost its objects with its sessions.
    await Promise.allSettled(this.#opened.map((token) => token.destroyCached(keyId)));
  }

  override async isRemembered(keyId: string): Promise<boolean> {
    return (await Promise.all(this.#opened.map((token) => token.isRemembered(keyId)))).includes(true);
  }

  override async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#members.map((member) => member.close()));
  }

  override get counters(): TokenCounters {
    const all = this.#opened.map(({ counters }) => counters);
    const sum = (name: keyof TokenCounters): number => all.reduce((total, one) => total + one[name], 0);
    return {
      signCalls: sum('signCalls'),
      verifyCalls: sum('verifyCalls'),
      macCalls: sum('macCalls'),
      agreeCalls: sum('agreeCalls'),
      unwrapCalls: sum('unwrapCalls'),
      generateCalls: sum('generateCalls'),
      sessionsDiscarded: sum('sessionsDiscarded'),
    };
  }

  get #opened(): SiblingToken[] {
    return this.#members.flatMap(({ token }) => token ?? []);
  }

  /** What may be done twice without harm is tried on the next token whatever the first one's trouble was. */
  #harmless<T>(work: (token: SiblingToken) => Promise<T>): Promise<T> {
    return this.#first(work, isTrouble);
  }

  /** The first token's answer, or the next one's where `mayRepeat` allows. @throws the first error that a token gave */
  async #first<T>(work: (token: SiblingToken) => Promise<T>, mayRepeat: (error: unknown) => boolean): Promise<T> {
    const errors: unknown[] = [];
    for (const member of this.#inOrder()) {
      try {
        return await member.use(work);
      } catch (error) {
        errors.push(error);
        if (!mayRepeat(error)) throw error;
      }
    }
    // What a token said that was asked says more than that another was not there.
    throw errors.find((error) => !isCode(error, 'hsm.unavailable')) ?? errors[0];
  }

  /** Those that answer first, and among them the least busy; any of them where they are equal, since calls of one kind may come every second time. */
  #inOrder(): GroupMember[] {
    const first = randomInt(this.#members.length);
    const turned = [...this.#members.slice(first), ...this.#members.slice(0, first)];
    return turned.filter(({ token }) => token !== undefined).toSorted((one, other) => Number(one.isOut) - Number(other.isOut) || one.busy - other.busy);
  }

  async #reviveAll(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.revive((token) => this.#accept(member.label, token))));
  }

  /** A token that comes late is held against those that were there. @throws `hsm.refused` */
  async #accept(label: string, token: SiblingToken): Promise<void> {
    const checks = await token.keyChecks();
    const common = commonGeneration([...(await checksOf(this.#members)), { label, checks }]);
    // Blobs closed since the start under a generation that this token lacks would not open on it.
    if (common < this.#limit.atMost) throw new ServiceError('hsm.refused', `${label} lacks generation ${this.#limit.atMost}`);
  }
}

const unknown: PromiseSettledResult<Uint8Array> = { status: 'rejected', reason: new Error('the token answered for fewer digests than it was given') };

function reasons(results: readonly PromiseSettledResult<unknown>[]): Error[] {
  return results.flatMap((one) => {
    if (one.status === 'fulfilled') return [];
    return [one.reason instanceof Error ? one.reason : new Error('a token failed without saying how', { cause: one.reason })];
  });
}

async function healthOf(member: GroupMember): Promise<TokenHealth | undefined> {
  try {
    return await member.use((token) => token.health());
  } catch (error) {
    member.leave(error);
    return undefined;
  }
}

function checksOf(members: readonly GroupMember[]): Promise<{ label: string; checks: Awaited<ReturnType<SiblingToken['keyChecks']>> }[]> {
  const usable = members.flatMap(({ label, token, isOut }) => (token === undefined || isOut ? [] : [{ label, token }]));
  return Promise.all(usable.map(async ({ label, token }) => ({ label, checks: await token.keyChecks() })));
}

function isOpen(result: PromiseSettledResult<Uint8Array> | undefined): boolean {
  return result === undefined || (result.status === 'rejected' && hadNoEffect(result.reason));
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof ServiceError && codes.includes(error.code);
}

/** By the rules of the port: these say that nothing was signed. */
function hadNoEffect(error: unknown): boolean {
  return isCode(error, 'hsm.refused', 'hsm.unavailable');
}

function isTrouble(error: unknown): boolean {
  return isCode(error, 'hsm.refused', 'hsm.unavailable', 'hsm.ambiguous');
}

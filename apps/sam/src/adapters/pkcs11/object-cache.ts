import { ServiceError } from '@paraph/contracts';
import type { Handle } from './binding.js';
import { ObjectHome } from './object-home.js';
import type { SessionSource } from './session-pool.js';

/** Where session objects come from and how long they may stay. */
export interface CacheBounds {
  readonly objects: number;
  readonly lifetimeMs: number;
}

/** An object wanted: how to make it, and what it is made from, so that one name with new content is made anew. */
export interface WantedObject {
  readonly id: string;
  readonly content: Uint8Array;
  readonly make: (session: Handle) => Promise<Handle>;
}

/** How an object ends. */
export type DestroyObject = (session: Handle, object: Handle) => void;

/** An object that will not be destroyed until it is released. */
export interface BorrowedObject {
  readonly handle: Handle;
  release(): void;
}

interface Entry {
  readonly id: string;
  readonly content: Buffer;
  readonly home: ObjectHome;
  readonly handle: Promise<Handle>;
  readonly expiresAt: number;
  readonly destroyed: PromiseWithResolvers<void>;
  users: number;
  isEvicted: boolean;
}

/** Session objects kept for reuse: the least recently used and the old ones go, and are destroyed as soon as nobody uses them. */
export class ObjectCache {
  readonly #destroyObject: DestroyObject;
  readonly #sessions: SessionSource;
  readonly #bounds: CacheBounds;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Evicted ones that somebody still uses, or that the token has not let go of yet. */
  readonly #ending = new Set<Entry>();
  readonly #sweep: NodeJS.Timeout;
  #home: ObjectHome | undefined;
  readonly #homes = new Set<ObjectHome>();
  #retired = 0;
  #hits = 0;
  #misses = 0;
  #isDropped = false;

  constructor(destroyObject: DestroyObject, sessions: SessionSource, bounds: CacheBounds) {
    this.#destroyObject = destroyObject;
    this.#sessions = sessions;
    this.#bounds = bounds;
    this.#sweep = setInterval(() => this.#evictExpired(), Math.max(10, bounds.lifetimeMs / 4)).unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Sessions given up so far. */
  get discarded(): number {
    return this.#retired;
  }

  /** How often an object was there, and how often it had to be made. */
  get uses(): { readonly hits: number; readonly misses: number } {
    return { hits: this.#hits, misses: this.#misses };
  }

  /** Whether there is an object of this name, also one that is about to end. */
  has(id: string): boolean {
    return this.#entries.has(id) || [...this.#ending].some((entry) => entry.id === id);
  }

  /** The object, from the cache or made now; concurrent calls for one object make it once. */
  async borrow(wanted: WantedObject): Promise<BorrowedObject> {
    if (this.#isDropped) throw new ServiceError('hsm.unavailable', 'the connection to the token is closing', { retryAfter: 1 });
    const entry = this.#valid(wanted) ?? this.#make(wanted);
    this.#entries.delete(wanted.id);
    this.#entries.set(wanted.id, entry);
    entry.users += 1;
    this.#evictBeyondBounds();
    try {
      return { handle: await entry.handle, release: () => this.#release(entry) };
    } catch (error) {
      this.#evict(wanted.id, entry);
      this.#release(entry);
      throw error;
    }
  }

  /** Ends the object of this name, if there is one, once nobody uses it. */
  async forget(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#evict(id, entry);
    await entry.destroyed.promise;
  }

  /** Ends every object and the sessions they lived in. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all([...this.#entries.keys()].map((id) => this.forget(id)));
    await this.#home?.retire();
  }

  /** Forgets every object, and ends the sessions without touching what is in them: for a token that is lost. */
  async drop(): Promise<void> {
    this.#isDropped = true;
    clearInterval(this.#sweep);
    this.#entries.clear();
    this.#ending.clear();
    await Promise.all([...this.#homes].map((home) => home.drop()));
  }

  #valid({ id, content }: WantedObject): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    if (entry.expiresAt > performance.now() && entry.content.equals(content)) {
      this.#hits += 1;
      return entry;
    }
    this.#evict(id, entry);
    return undefined;
  }

  #make({ id, content, make }: WantedObject): Entry {
    // A session that saw a failure takes no new objects; those that live in it stay usable until they go.
    this.#misses += 1;
    const home = this.#home?.isRetired === false ? this.#home : this.#newHome();
    if (this.#home !== undefined && home !== this.#home) this.#retired += 1;
    this.#home = home;
    const handle = home.add(make);
    const expiresAt = performance.now() + this.#bounds.lifetimeMs;
    return { id, content: Buffer.from(content), home, handle, expiresAt, destroyed: Promise.withResolvers(), users: 0, isEvicted: false };
  }

  #newHome(): ObjectHome {
    const home = new ObjectHome(this.#sessions);
    this.#homes.add(home);
    void home.ended.then(() => this.#homes.delete(home));
    return home;
  }

  #evictBeyondBounds(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.#bounds.objects) return;
      this.#evict(id, entry);
    }
  }

  #evictExpired(): void {
    const now = performance.now();
    for (const [id, entry] of this.#entries) if (entry.expiresAt <= now) this.#evict(id, entry);
  }

  #evict(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    if (entry.isEvicted) return;
    entry.isEvicted = true;
    this.#ending.add(entry);
    if (entry.users === 0) void this.#destroy(entry);
  }

  #release(entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0 && entry.isEvicted) void this.#destroy(entry);
  }

  async #destroy(entry: Entry): Promise<void> {
    const made = await entry.handle.catch(() => undefined);
    if (made !== undefined && !this.#isDropped) await entry.home.remove((session) => this.#destroyObject(session, made));
    this.#ending.delete(entry);
    entry.destroyed.resolve();
  }
}

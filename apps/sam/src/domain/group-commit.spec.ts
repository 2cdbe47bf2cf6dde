import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { GroupCommit, type GroupLimits } from './group-commit.js';

const LIMITS: GroupLimits = { largest: 8, atOnce: 1, waiting: 100, patienceMs: 1_000, pausesMs: [5, 10] };
const away = () => new ServiceError('service.unavailable', 'the database does not answer', { retryAfter: 1 });

/** A store that remembers which items came together; an item may be refused, poison its group, or find the store away. */
class Store {
  readonly groups: string[][] = [];
  readonly done: string[] = [];
  isAway = false;
  gate: Promise<unknown> = Promise.resolve();

  readonly commits: GroupCommit<string, string>;

  constructor(limits: Partial<GroupLimits> = {}) {
    this.commits = new GroupCommit((items) => this.commit(items), { ...LIMITS, ...limits });
  }

  private async commit(items: readonly string[]): Promise<readonly PromiseSettledResult<string>[]> {
    this.groups.push([...items]);
    await this.gate;
    await sleep(1);
    if (this.isAway) throw away();
    if (items.some((item) => item.startsWith('poison'))) throw new Error('the statement failed');
    this.done.push(...items.filter((item) => !item.startsWith('refused')));
    return items.map((item) => (item.startsWith('refused') ? { status: 'rejected', reason: new Error(item) } : { status: 'fulfilled', value: `${item}!` }));
  }
}

const numbered = (count: number, name = 'item') => Array.from({ length: count }, (_, index) => `${name} ${index}`);
const outcomes = async (work: readonly Promise<string>[]) =>
  (await Promise.allSettled(work)).map((one) => (one.status === 'fulfilled' ? one.value : ((one.reason as { code?: string }).code ?? String(one.reason))));

describe('requests that share commits', () => {
  it('are answered each with its own answer', async () => {
    const store = new Store();
    const items = numbered(50);
    expect(await outcomes(items.map((item) => store.commits.ask(item)))).toEqual(items.map((item) => `${item}!`));
    expect(store.groups.length).toBeLessThan(10);
  });

  it('gather while a commit is under way, no more of them than allowed, in their order', async () => {
    const store = new Store();
    const first = store.commits.ask('first');
    await sleep(2);
    const rest = numbered(20).map((item) => store.commits.ask(item));
    await Promise.all([first, ...rest]);
    expect(store.groups.map(({ length }) => length)).toEqual([1, 8, 8, 4]);
    expect(store.done).toEqual(['first', ...numbered(20)]);
  });

  it('have no more commits under way at a time than allowed', async () => {
    const store = new Store({ atOnce: 2, largest: 1 });
    let open = 0;
    let most = 0;
    store.gate = { then: (done: () => void) => ((most = Math.max(most, (open += 1))), setTimeout(() => ((open -= 1), done()), 2)) } as never;
    await Promise.all(numbered(10).map((item) => store.commits.ask(item)));
    expect(most).toBe(2);
  });

  it('do not suffer from one that is refused', async () => {
    const store = new Store();
    expect(await outcomes(['a', 'refused', 'b'].map((item) => store.commits.ask(item)))).toEqual(['a!', 'Error: refused', 'b!']);
    expect(store.groups).toEqual([['a', 'refused', 'b']]);
  });

  it('do not suffer from one that cannot be done, wherever it stands', async () => {
    for (let place = 0; place < 8; place += 1) {
      const store = new Store();
      const items = numbered(8).map((item, index) => (index === place ? 'poison' : item));
      const expected = items.map((item) => (item === 'poison' ? 'Error: the statement failed' : `${item}!`));
      expect(await outcomes(items.map((item) => store.commits.ask(item)))).toEqual(expected);
      expect(store.groups.length).toBeLessThanOrEqual(7);
      expect(store.done.toSorted()).toEqual(items.filter((item) => item !== 'poison').toSorted());
    }
  });

  it('go on after a group that failed', async () => {
    const store = new Store();
    await outcomes(['poison 1', 'poison 2'].map((item) => store.commits.ask(item)));
    expect(await store.commits.ask('later')).toBe('later!');
  });

  it('hear at once that the store is away, and are not tried one by one', async () => {
    const store = new Store();
    store.isAway = true;
    expect(await outcomes(numbered(8).map((item) => store.commits.ask(item)))).toEqual(Array(8).fill('service.unavailable'));
    expect(store.groups).toHaveLength(1);
  });

  it('are refused at once when too many wait, and those that wait are served', async () => {
    const store = new Store({ waiting: 3 });
    let open = (): void => undefined;
    store.gate = new Promise<void>((done) => (open = done));
    const first = store.commits.ask('first');
    await sleep(2);
    const waiting = numbered(3).map((item) => store.commits.ask(item));
    await expect(store.commits.ask('one too many')).rejects.toMatchObject({ code: 'service.unavailable', retryAfter: 1 });
    open();
    expect(await outcomes([first, ...waiting])).toEqual(['first!', ...numbered(3).map((item) => `${item}!`)]);
    expect(store.done).not.toContain('one too many');
  });

  it('are told when their patience is over, and then nothing is done for them', async () => {
    const store = new Store({ patienceMs: 20 });
    let open = (): void => undefined;
    store.gate = new Promise<void>((done) => (open = done));
    const first = store.commits.ask('first');
    await sleep(2);
    const late = numbered(2).map((item) => store.commits.ask(item));
    expect(await outcomes(late)).toEqual(['service.unavailable', 'service.unavailable']);
    open();
    expect(await first).toBe('first!');
    await sleep(5);
    expect(store.done).toEqual(['first']);
  });
});

describe('what must not be lost', () => {
  it('goes first, and is never too much', async () => {
    const store = new Store({ waiting: 2, largest: 2 });
    const work = [store.commits.ask('a'), store.commits.ask('b'), ...numbered(4, 'urgent').map((item) => store.commits.insist(item))];
    await Promise.all(work);
    expect(store.groups).toEqual([numbered(4, 'urgent').slice(0, 2), numbered(4, 'urgent').slice(2), ['a', 'b']]);
  });

  it('is tried again once the store is back', async () => {
    const store = new Store();
    store.isAway = true;
    const work = store.commits.insist('outcome');
    await sleep(3);
    store.isAway = false;
    expect(await work).toBe('outcome!');
    expect(store.done).toEqual(['outcome']);
  });

  it('is given up after its pauses, and not tried again when it cannot be done', async () => {
    const store = new Store();
    store.isAway = true;
    await expect(store.commits.insist('outcome')).rejects.toMatchObject({ code: 'service.unavailable' });
    expect(store.groups).toHaveLength(3);
    store.isAway = false;
    await expect(store.commits.insist('poison')).rejects.toThrow('the statement failed');
    expect(store.groups).toHaveLength(4);
  });
});

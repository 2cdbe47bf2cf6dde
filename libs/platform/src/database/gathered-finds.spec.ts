import { describe, expect, it } from '@jest/globals';
import { GatheredFinds, type RowKey } from './gathered-finds.js';

interface Row {
  readonly kind: string;
  readonly id: string;
  readonly read: number;
}

/** A table that is read when the test says so, and counts. */
class Table {
  readonly statements: string[][] = [];
  private held: (() => void)[] = [];
  isHeld = false;
  bad: string | undefined;
  code = '22021';

  readonly finds: GatheredFinds<Row>;

  constructor(paceMs?: number) {
    this.finds = new GatheredFinds<Row>(
      async (keys) => this.load(keys),
      ({ kind, id }) => [kind, id],
      paceMs,
    );
  }

  release(): void {
    this.isHeld = false;
    for (const go of this.held.splice(0)) go();
  }

  private async load(keys: readonly RowKey[]): Promise<Row[]> {
    const read = this.statements.push(keys.map((key) => key.join('/')));
    if (this.isHeld) await new Promise<void>((go) => this.held.push(go));
    if (keys.some(([, id]) => id === this.bad)) throw Object.assign(new Error(`cannot read ${this.bad}`), { code: this.code });
    // In another order than asked, without what is not there, and with one more.
    const rows = keys.flatMap(([kind = '', id = '']) => (id.startsWith('missing') ? [] : [{ kind, id, read }]));
    return [{ kind: 'other', id: 'never asked for', read }, ...rows.toReversed()];
  }
}

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await new Promise((done) => setImmediate(done));
};

describe('finds of concurrent requests', () => {
  it('share one statement, and each gets its own row', async () => {
    const { finds, statements } = new Table();
    const found = await Promise.all(['a', 'b', 'missing', 'c'].map((id) => finds.find('x', id)));
    expect(found.map((row) => row?.id)).toEqual(['a', 'b', undefined, 'c']);
    expect(statements).toEqual([['x/a', 'x/b', 'x/missing', 'x/c']]);
  });

  it('tell keys apart that read alike when joined', async () => {
    const { finds } = new Table();
    const [one, other] = await Promise.all([finds.find('x', 'y z'), finds.find('x y', 'z')]);
    expect([one, other]).toMatchObject([
      { kind: 'x', id: 'y z' },
      { kind: 'x y', id: 'z' },
    ]);
  });

  it('ask once for one key', async () => {
    const { finds, statements } = new Table();
    await Promise.all([finds.find('x', 'a'), finds.find('x', 'a')]);
    expect(statements).toEqual([['x/a']]);
  });

  it('are never given what was read before they asked', async () => {
    const table = new Table();
    table.isHeld = true;
    const first = table.finds.find('x', 'a');
    await settled();
    const later = table.finds.find('x', 'a');
    table.release();
    expect([(await first)?.read, (await later)?.read]).toEqual([1, 2]);
  });

  it('gather while a statement is under way', async () => {
    const table = new Table();
    table.isHeld = true;
    const first = table.finds.find('x', 'a');
    await settled();
    const more = ['b', 'c', 'd'].map((id) => table.finds.find('x', id));
    await settled();
    expect(table.statements).toHaveLength(1);
    table.release();
    await Promise.all([first, ...more]);
    expect(table.statements).toEqual([['x/a'], ['x/b', 'x/c', 'x/d']]);
  });

  it('gather until the pace lets the next statement begin, and who asks first waits for nothing', async () => {
    const { finds, statements } = new Table(50);
    await finds.find('x', 'first');
    const second = finds.find('x', 'b');
    await settled();
    const third = finds.find('x', 'c');
    expect(statements).toEqual([['x/first']]);
    expect(await Promise.all([second, third])).toMatchObject([{ id: 'b' }, { id: 'c' }]);
    expect(statements).toEqual([['x/first'], ['x/b', 'x/c']]);
  });

  it('do not fail for one another', async () => {
    const table = new Table();
    table.bad = 'bad';
    const found = await Promise.allSettled(['a', 'bad', 'b'].map((id) => table.finds.find('x', id)));
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all fail, at once, where the database is away', async () => {
    const table = new Table();
    [table.bad, table.code] = ['a', 'ECONNREFUSED'];
    const found = await Promise.allSettled(['a', 'b', 'c'].map((id) => table.finds.find('x', id)));
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(table.statements).toHaveLength(1);
  });

  it('go on after a failure', async () => {
    const table = new Table();
    table.bad = 'bad';
    await expect(table.finds.find('x', 'bad')).rejects.toThrow('cannot read bad');
    await expect(table.finds.find('x', 'a')).resolves.toMatchObject({ id: 'a' });
  });

  it('are split where they are very many', async () => {
    const { finds, statements } = new Table();
    const found = await Promise.all(Array.from({ length: 450 }, (_, place) => finds.find('x', String(place))));
    expect(found.map((row) => Number(row?.id))).toEqual(Array.from({ length: 450 }, (_, place) => place));
    expect(statements.map(({ length }) => length)).toEqual([200, 200, 50]);
  });
});

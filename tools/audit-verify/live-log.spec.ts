import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, toBase64Url, toHex } from '@paraph/kernel';
import { SignedLog } from '../../libs/verifier/test/signed-log.ts';
import { verifyLive, type Ask } from './live-log.ts';

const PAGE = 500;

/** What the API answers of a log of which some months are put away. */
interface Served {
  readonly log: SignedLog;
  readonly months: readonly { readonly month: string; readonly from: number; readonly to?: number; readonly retiredAt?: string }[];
  /** Something else than the log has. */
  readonly leaf?: (position: number, leaf: string) => string | undefined;
}

function serving({ log, months, leaf = (_position, text) => text }: Served): Ask {
  const isRead = (position: number): boolean =>
    !months.some(({ from, to = Infinity, retiredAt }) => retiredAt !== undefined && position >= from && position < to);
  const events = log.leaves.flatMap((text, position) => {
    const shown = isRead(position) ? leaf(position, text) : undefined;
    return shown === undefined ? [] : [{ position, leaf: shown, leafHash: toHex(leafHash(shown)) }];
  });
  return async (path) => {
    const { pathname, searchParams } = new URL(path, 'http://audit/');
    const asked = (name: string, otherwise: number): number => Number(searchParams.get(name) ?? otherwise);
    if (pathname === '/heads/latest') return log.heads.at(-1);
    if (pathname === '/months') return { months };
    if (pathname === '/heads') return { heads: log.heads.filter(({ size }) => size > asked('after', 0)) };
    if (pathname === '/proofs/inclusion') return { path: (await (await log.tree(asked('size', 0))).inclusion(asked('position', 0))).map(toBase64Url) };
    const page = events.filter(({ position }) => position > asked('after', -1)).slice(0, PAGE);
    const last = page.at(-1)?.position;
    return { events: page, ...(page.length === PAGE ? { next: last } : {}) };
  };
}

const retiredAt = '2027-01-01T00:00:00.000Z';
const retired = (log: SignedLog, month: string, type = 'month-retired') => log.add({ source: 'audit', type, particulars: { month } });

describe('a log of which a month is in the archive only', () => {
  let log: SignedLog;
  const months = [
    { month: '2026-10', from: 0, to: 700, retiredAt },
    { month: '2026-11', from: 700, to: 900 },
    { month: '2026-12', from: 900 },
  ];
  const open = (served: Served) =>
    verifyLive(serving(served), served.log.jwk).then(({ findings }) => findings.all.filter(({ weight }) => weight === 'open').map(({ text }) => text));
  const doubts = (served: Served) =>
    verifyLive(serving(served), served.log.jwk).then(({ findings }) =>
      findings.all.flatMap(({ weight, text, where }) => (weight === 'doubt' ? [`${where ?? ''}: ${text}`] : [])),
    );

  beforeAll(async () => {
    log = new SignedLog();
    for (const [count, source] of [
      [300, 'identity'],
      [400, 'sam'],
      [200, 'identity'],
      [99, 'sam'],
    ] as const)
      await log.fill(count, source).sign();
    retired(log, '2026-10');
    await log.sign();
  });

  it('is whole as far as it can be read, and it is said what was not', async () => {
    const { events, findings } = await verifyLive(serving({ log, months }), log.jwk);
    expect([events, findings.isBeyondDoubt]).toEqual([1_000, true]);
    expect(await open({ log, months })).toEqual([
      '2026-10 is in the archive only, and nothing of it was read here: verify it with paraph-verify on the archive',
    ]);
    expect(findings.all.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'The log says that this month was put away into the archive',
        'No number is missing in the sequence of any source, but for months that are in the archive only: identity to 500, sam to 499, audit to 1',
      ]),
    );
    expect(findings.all.find(({ text }) => text.includes('signed head(s)'))?.text).toMatch(/, the last over 1000$/);
  });

  it('is in doubt where what can be read was edited', async () => {
    const leaf = (position: number, text: string) => (position === 950 ? text.replace('success', 'failure') : text);
    expect((await doubts({ log, months, leaf })).join('\n')).toContain('from position 900 to 998 is another');
  });

  it('is in doubt where what was put away is not what was signed', async () => {
    const other = new SignedLog();
    for (const [count, source] of [
      [300, 'sam'],
      [400, 'identity'],
      [200, 'identity'],
      [99, 'sam'],
    ] as const)
      other.fill(count, source);
    other.fill(1);
    const proven = serving({ log: other, months });
    const asked = serving({ log, months });
    const { findings } = await verifyLive((path) => (path.startsWith('proofs') ? proven(path) : asked(path)), log.jwk);
    expect(findings.doubts).toBeGreaterThan(0);
  });

  it('is in doubt where an event of a month that was not put away is missing', async () => {
    expect((await doubts({ log, months, leaf: (position, text) => (position === 800 ? undefined : text) })).join('\n')).toContain('position 800 is missing');
  });

  it('is in doubt where the service says so and the log does not: whatever is gone could be called archived', async () => {
    const silent = new SignedLog();
    for (const count of [700, 300]) await silent.fill(count).sign();
    expect(await doubts({ log: silent, months })).toEqual([
      '2026-10: the service says that this month is in the archive only, and the log does not say that it was put there',
    ]);
  });

  it('is in doubt where the log says last that the month was put back', async () => {
    const back = new SignedLog().fill(998);
    retired(back, '2026-10');
    retired(back, '2026-10', 'month-restored');
    await back.sign();
    expect((await doubts({ log: back, months })).join()).toContain('the log does not say that it was put there');
  });

  it('goes on over several months, one of which has what the log says of the other', async () => {
    const [first, second] = [
      new SignedLog().fill(899),
      [...months.slice(0, 1), { month: '2026-11', from: 700, to: 900, retiredAt }, { month: '2026-12', from: 900 }],
    ];
    retired(first, '2026-10');
    retired(first, '2026-11');
    await first.fill(10).sign();
    expect([await doubts({ log: first, months: second }), (await open({ log: first, months: second })).length]).toEqual([[], 3]);
  });

  it('verifies what stands before a month that is away, and what stands behind', async () => {
    const middle = [
      { month: '2026-10', from: 0, to: 300 },
      { month: '2026-11', from: 300, to: 700, retiredAt },
      { month: '2026-12', from: 700 },
    ];
    const torn = new SignedLog();
    await torn.fill(300).sign();
    await torn.fill(400).sign();
    retired(torn, '2026-11');
    await torn.fill(50).sign();
    expect(await doubts({ log: torn, months: middle })).toEqual([]);
    const leaf = (position: number, text: string) => (position === 7 ? text.replace('success', 'failure') : text);
    expect((await doubts({ log: torn, months: middle, leaf })).join()).toContain('from position 0 to 299 is another');
  });
});

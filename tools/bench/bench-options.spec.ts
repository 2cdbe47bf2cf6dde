import { describe, expect, it } from '@jest/globals';
import { levels, readBenchOptions } from './bench-options.ts';
import { combinations } from './combinations.ts';

describe('the options of the bench', () => {
  it('measure everything where nothing is said', () => {
    expect(readBenchOptions([])).toMatchObject({ levels, algorithms: ['p256', 'rsa3072'], seconds: 2, rounds: 3, anyway: false, quick: false });
  });

  it('leave out what takes minutes for a quick look, unless it is named', () => {
    expect(readBenchOptions(['--quick']).levels).toEqual(['bare', 'bus', 'gateway', 'flow', 'info', 'credentials-info']);
    expect(readBenchOptions(['--quick', '--only', 'soak']).levels).toEqual(['soak']);
  });

  it('take levels one by one or in one word, in their own order', () => {
    expect(readBenchOptions(['--only', 'flow', '--only', 'bus,bare']).levels).toEqual(['bare', 'bus', 'flow']);
  });

  it('name a token of one’s own whole', () => {
    const words = ['--module', '/lib/hsm.so', '--label', 'mine', '--pin-file', '/pin', '--variable', 'HSM_CONF=/etc/a=b'];
    expect(readBenchOptions(words).token).toEqual({ module: '/lib/hsm.so', label: 'mine', pinFile: '/pin', environment: { HSM_CONF: '/etc/a=b' } });
    expect(readBenchOptions([]).token).toBeUndefined();
    expect(() => readBenchOptions(words.slice(0, 4))).toThrow('--module, --label and --pin-file');
  });

  it.each([
    [['--only', 'sam'], 'there is no level sam'],
    [['--algorithm', 'rsa1024'], 'there is no algorithm rsa1024'],
    [['--seconds', '0'], '--seconds wants a number above 0'],
    [['--seconds', 'many'], '--seconds wants a number above 0'],
    [['--flat=-5'], '--flat wants'],
    [['--quik'], 'quik'],
    [['result.json'], 'result.json'],
  ])('refuse %j', (args, message) => {
    expect(() => readBenchOptions(args)).toThrow(message);
  });
});

describe('what is measured', () => {
  const all = combinations({ levels, algorithms: ['p256', 'rsa3072'], quick: false });

  it('is each combination once', () => {
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });

  it('are single hashes, tens and hundreds of both algorithms, over the bus and over HTTP', () => {
    for (const level of ['bus', 'gateway'] as const)
      for (const algorithm of ['p256', 'rsa3072'] as const)
        expect(new Set(all.filter((one) => one.level === level && one.algorithm === algorithm).map(({ batch }) => batch))).toEqual(new Set([1, 10, 100]));
  });

  it('is nothing of a level that was not asked for', () => {
    expect(combinations({ levels: ['bare', 'soak'], algorithms: ['p256'], quick: false })).toEqual([]);
  });
});

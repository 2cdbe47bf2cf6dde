import { describe, expect, it } from '@jest/globals';
import { ClockWatch } from './clock-watch.js';
import { Instruments } from './instruments.js';
import { SteadyClock } from './steady-clock.js';
import { TimeSource, type TimeSample } from './time-source.js';
import { TrustedClock } from './trusted-clock.js';

const START = Date.parse('2027-03-01T09:00:00.000Z');
const HOUR = 3_600_000;

/** The machine's clocks as the test sets them; time passes only by `pass`. */
class FakeInstruments extends Instruments {
  #elapsed = 0;
  set = 0;

  override wall(): number {
    return START + this.#elapsed + this.set;
  }
  override monotonic(): number {
    return 500 + this.#elapsed;
  }
  pass(milliseconds: number): void {
    this.#elapsed += milliseconds;
  }
  /** UTC, as only the test and honest sources know it. */
  get utc(): number {
    return START + this.#elapsed;
  }
}

/** A source that is wrong by `error`, or silent. */
class FakeSource extends TimeSource {
  override readonly name = 'fake';
  error = 0;
  isSilent = false;
  samples = 3;
  /** How the samples differ among each other. */
  spread = 0;

  constructor(private readonly machine: FakeInstruments) {
    super();
  }
  override ask(): Promise<readonly TimeSample[]> {
    const one = (index: number): TimeSample => ({ utc: this.machine.utc + this.error + index * this.spread, at: this.machine.monotonic(), uncertainty: 5 });
    return Promise.resolve(this.isSilent ? [] : Array.from({ length: this.samples }, (_, index) => one(index)));
  }
}

function bench(count: number) {
  const machine = new FakeInstruments();
  const clock = new SteadyClock(machine);
  const sources = Array.from({ length: count }, () => new FakeSource(machine));
  const watch = new ClockWatch(clock, machine, sources, { maximumOffset: 1_000, lostAfter: HOUR });
  const trusted = new TrustedClock(watch);
  const seconds = (number: number): void => {
    for (let passed = 0; passed < number; passed += 1) {
      machine.pass(1_000);
      watch.look();
    }
  };
  return { machine, clock, sources, watch, trusted, seconds };
}

async function opened(count: number) {
  const all = bench(count);
  await all.watch.verify();
  all.trusted.now();
  return all;
}

describe('a clock with a source', () => {
  it('is not relied on before the source has answered', async () => {
    const { watch, trusted, machine } = bench(1);
    expect(() => trusted.now()).toThrow('clock.unreliable');
    expect(await watch.verify()).toMatchObject({ outcome: 'right', answered: 1 });
    expect(trusted.now().getTime()).toBe(machine.utc);
  });

  it.each([
    [994, undefined],
    [996, 'off'],
    [-994, undefined],
    [-996, 'off'],
    [HOUR, 'off'],
    [-HOUR, 'off'],
  ])('that differs by %d ms, give or take 5, is %s', async (error, fault) => {
    const { watch, sources } = bench(1);
    if (sources[0]) sources[0].error = error;
    await watch.verify();
    expect(watch.fault).toBe(fault);
  });

  it('opens again when both say the same', async () => {
    const { watch, sources, trusted } = await opened(1);
    if (sources[0]) sources[0].error = 5_000;
    expect(await watch.verify()).toMatchObject({ outcome: 'wrong' });
    expect(() => trusted.now()).toThrow('clock.unreliable');
    if (sources[0]) sources[0].error = 0;
    await watch.verify();
    expect(watch.fault).toBeUndefined();
  });

  it('serves for a while when the source falls silent, and no longer', async () => {
    const { watch, sources, machine } = await opened(1);
    if (sources[0]) sources[0].isSilent = true;
    expect(await watch.verify()).toEqual({ outcome: 'no-answer', answered: 0 });
    machine.pass(HOUR);
    expect(watch.fault).toBeUndefined();
    machine.pass(1);
    expect(watch.fault).toBe('lost');
    if (sources[0]) sources[0].isSilent = false;
    await watch.verify();
    expect(watch.fault).toBeUndefined();
  });

  it.each([
    ['one sample alone', { samples: 1 }],
    ['samples that contradict each other', { spread: 100 }],
  ])('does not believe %s', async (_, change) => {
    const { watch, sources } = bench(1);
    Object.assign(sources[0] ?? {}, change);
    expect(await watch.verify()).toMatchObject({ outcome: 'no-agreement', answered: 0 });
    expect(watch.fault).toBe('unverified');
  });

  it.each([HOUR, -HOUR])('closes at a step of %d ms the instant it happens, and opens when the source agrees', async (step) => {
    const { watch, trusted, machine, clock, sources, seconds } = await opened(1);
    machine.set = step;
    expect(() => trusted.now()).toThrow('clock.unreliable');
    expect(clock.now().getTime()).toBe(machine.utc);
    seconds(3);
    expect(watch.takeSteps()).toEqual([step]);
    // The source knows better.
    await watch.verify();
    expect(watch.fault).toBe('stepped');
    // And if the machine was right, so does it: the source has the same.
    if (sources[0]) sources[0].error = step;
    await watch.verify();
    expect(watch.fault).toBe(step > 0 ? undefined : 'stepped');
  });

  it('sees a step that happened while the source was asked', async () => {
    const { watch, machine, sources } = await opened(1);
    machine.set = HOUR;
    if (sources[0]) sources[0].error = HOUR;
    await watch.verify();
    expect(watch.takeSteps()).toEqual([HOUR]);
    expect(watch.fault).toBeUndefined();
  });

  it('opens at once when the step is taken back', async () => {
    const { watch, machine, seconds } = await opened(1);
    machine.set = -HOUR;
    seconds(2);
    expect(watch.fault).toBe('stepped');
    machine.set = 0;
    expect(watch.fault).toBeUndefined();
    expect(watch.takeSteps()).toEqual([-HOUR]);
  });

  it('has seen a step that somebody was refused for, however short it was', async () => {
    const { watch, machine, trusted } = await opened(1);
    machine.set = HOUR;
    expect(() => trusted.now()).toThrow('clock.unreliable');
    machine.set = 0;
    expect(trusted.now().getTime()).toBe(machine.utc);
    expect(watch.takeSteps()).toEqual([HOUR]);
  });

  it('that ran ahead waits until it is true again, and time never goes back', async () => {
    const { watch, machine, sources, trusted, seconds } = bench(1);
    machine.set = HOUR;
    if (sources[0]) sources[0].error = HOUR;
    await watch.verify();
    expect(trusted.now().getTime()).toBe(machine.wall());
    machine.set = 0;
    if (sources[0]) sources[0].error = 0;
    seconds(1);
    await watch.verify();
    expect(watch.fault).toBe('stepped');
  });
});

describe('a clock with several sources', () => {
  it.each([
    [1, [0], undefined],
    [3, [0, 0, HOUR], undefined],
    [3, [0, HOUR, -HOUR], 'unverified'],
    [3, [HOUR, HOUR, 0], 'off'],
    [2, [0, HOUR], 'unverified'],
    [4, [0, 0, HOUR, HOUR], 'unverified'],
    [4, [0, 0, 0, HOUR], undefined],
    [5, [0, 1, 2, HOUR, HOUR + 1], undefined],
  ])('goes by the majority of %d: %j', async (count, errors, fault) => {
    const { watch, sources } = bench(count);
    errors.forEach((error, index) => Object.assign(sources[index] ?? {}, { error }));
    await watch.verify();
    expect(watch.fault).toBe(fault);
  });

  it.each([
    [3, 1, undefined],
    [3, 2, 'unverified'],
    [2, 1, 'unverified'],
  ])('of %d takes %d silent ones: %s', async (count, silent, fault) => {
    const { watch, sources } = bench(count);
    sources.slice(0, silent).forEach((source) => (source.isSilent = true));
    await watch.verify();
    expect(watch.fault).toBe(fault);
  });
});

describe('a clock without a source', () => {
  it('is relied on while nothing jumps', () => {
    const { trusted, machine, seconds } = bench(0);
    seconds(10);
    expect(trusted.now().getTime()).toBe(machine.utc);
  });

  it('takes a step forward over once the machine’s clock runs evenly', () => {
    const { trusted, machine, watch, seconds } = bench(0);
    trusted.now();
    machine.set = HOUR;
    seconds(5);
    expect(() => trusted.now()).toThrow('clock.unreliable');
    seconds(2);
    expect(trusted.now().getTime()).toBe(machine.wall());
    expect(watch.takeSteps()).toEqual([HOUR]);
  });

  it('after a step back stays closed until no moment is lived twice', () => {
    const { trusted, machine, seconds } = bench(0);
    const last = trusted.now();
    machine.set = -HOUR;
    seconds(3_598);
    expect(() => trusted.now()).toThrow('clock.unreliable');
    seconds(4);
    expect(trusted.now().getTime()).toBeGreaterThanOrEqual(last.getTime());
    expect(trusted.now().getTime()).toBe(machine.wall());
  });

  it('of which nobody has relied on anything yet may go back', () => {
    const { trusted, machine, seconds } = bench(0);
    machine.set = -HOUR;
    seconds(7);
    expect(trusted.now().getTime()).toBe(machine.wall());
  });

  it('continues from what was decided before this process began', () => {
    const { trusted, machine, clock, watch, seconds } = bench(0);
    const last = machine.utc + 30_000;
    clock.continueFrom(new Date(last));
    expect(watch.fault).toBe('behind');
    seconds(29);
    expect(trusted.now().getTime()).toBe(last);
    seconds(2);
    expect(trusted.now().getTime()).toBe(machine.utc);
  });

  it('counts many small jumps as the step that they are', () => {
    const { watch, machine, seconds } = bench(0);
    for (let jump = 1; jump <= 6; jump += 1) {
      machine.set = jump * 200;
      seconds(1);
    }
    expect(watch.takeSteps()).toEqual([1_200]);
    expect(watch.fault).toBe('stepped');
  });
});

/** A step of an hour either way under a session: its bounds hold (OPS-01, ACT-06). */
import { describe, expect, it } from '@jest/globals';
import { JosePossessionProofs } from '../src/adapters/jose-possession-proofs.js';
import { ClockWatch } from '../src/domain/clock/clock-watch.js';
import { Instruments } from '../src/domain/clock/instruments.js';
import { SteadyClock } from '../src/domain/clock/steady-clock.js';
import { TrustedClock } from '../src/domain/clock/trusted-clock.js';
import { VerifyProof } from '../src/domain/signing/verify-proof.js';
import { VerifySad } from '../src/domain/signing/verify-sad.js';
import { World } from './world.js';

const HOUR = 3_600_000;

class Machine extends Instruments {
  elapsed = 0;
  set = 0;
  constructor(private readonly start: number) {
    super();
  }
  override wall(): number {
    return this.start + this.elapsed + this.set;
  }
  override monotonic(): number {
    return this.elapsed;
  }
}

async function opened() {
  const world = await World.make();
  const sad = await world.sad(await world.signer());
  const machine = new Machine(world.clock.now().getTime());
  const watch = new ClockWatch(new SteadyClock(machine), machine, [], { maximumOffset: 1_000, lostAfter: HOUR });
  const clock = new TrustedClock(watch);
  const verify = new VerifySad(world.authorityKeys, new VerifyProof(new JosePossessionProofs(), clock), clock);
  const code = () =>
    verify.run(sad).then(
      () => 'accepted',
      (error: { code?: string }) => error.code,
    );
  const seconds = (number: number): void => {
    for (let passed = 0; passed < number; passed += 1) {
      machine.elapsed += 1_000;
      watch.look();
    }
  };
  return { machine, code, seconds };
}

describe('a SAD of five minutes', () => {
  it('that has expired stays expired after a step back of an hour', async () => {
    const { machine, code, seconds } = await opened();
    expect(await code()).toBe('accepted');
    seconds(301);
    expect(await code()).toBe('sad.expired');
    machine.set = -HOUR;
    expect(await code()).toBe('clock.unreliable');
    // Closed until the machine's clock is past what was decided, by when it has expired by every reckoning.
    for (let minute = 0; minute < 70; minute += 1) {
      seconds(60);
      expect(['clock.unreliable', 'sad.expired']).toContain(await code());
    }
    expect(await code()).toBe('sad.expired');
  });

  it('that has not expired does not come to life, nor live longer, by a step back and forth', async () => {
    const { machine, code, seconds } = await opened();
    expect(await code()).toBe('accepted');
    machine.set = -HOUR;
    seconds(10);
    expect(await code()).toBe('clock.unreliable');
    machine.set = 0;
    seconds(1);
    expect(await code()).toBe('accepted');
    seconds(289);
    expect(await code()).toBe('sad.expired');
  });

  it('has expired after a step forward of an hour, and stays so when that is taken back', async () => {
    const { machine, code, seconds } = await opened();
    expect(await code()).toBe('accepted');
    machine.set = HOUR;
    expect(await code()).toBe('clock.unreliable');
    seconds(7);
    expect(await code()).toBe('sad.expired');
    machine.set = 0;
    seconds(10);
    expect(await code()).toBe('clock.unreliable');
  });
});

import { Instruments } from '../../domain/clock/instruments.js';

/** The machine's clocks. */
export class SystemInstruments extends Instruments {
  override wall(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }
}

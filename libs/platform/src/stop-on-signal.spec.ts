import { describe, expect, it } from '@jest/globals';
import { Log } from './logs/log.js';
import { takeSteps } from './stop-on-signal.js';

const log = new Log('test', 'silent');

describe('the steps of a stop', () => {
  const done: string[] = [];
  const step =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      done.push(name);
      if (fails) throw new Error(`${name} failed`);
    };

  it('are all taken, in order, though one fails', async () => {
    expect(await takeSteps(log, [step('bus', true), step('app'), step('database')])).toBe(false);
    expect(done.splice(0)).toEqual(['bus', 'app', 'database']);
  });

  it('are clean when none fails', async () => {
    expect(await takeSteps(log, [step('bus'), () => undefined, step('database')])).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Means, PasskeyMeans, PinMeans } from '../records/record-kinds.js';
import { withMeans, withoutMeans, withoutPast } from './schedule.js';

const HOUR = 3_600;
const at = (hours: number): Date => new Date(Date.parse('2027-03-01T00:00:00.000Z') + hours * 3_600_000);
const from = (hours: number): string => at(hours).toISOString();

const pin = (meansId: string, hours: number, until?: number): PinMeans => ({
  kind: 'pin',
  meansId,
  usableFrom: from(hours),
  ...(until === undefined ? {} : { usableUntil: from(until) }),
  salt: 's',
  verifier: 'v',
});
const passkey = (meansId: string, hours: number): PasskeyMeans => ({
  kind: 'passkey',
  meansId,
  usableFrom: from(hours),
  id: meansId,
  publicKey: 'k',
  transports: [],
  aaguid: '',
  attestation: 'none',
  backupEligible: false,
  backedUp: false,
});
const added = ({ usableFrom: _from, usableUntil: _until, ...rest }: PinMeans | PasskeyMeans) => rest;

/** `id: from–until` in hours, `∞` where there is no end. */
const picture = (means: readonly Means[] | undefined): string[] | undefined => {
  const hour = (moment: string): number => (Date.parse(moment) - at(0).getTime()) / 3_600_000;
  return means?.map((one) => `${one.meansId}: ${hour(one.usableFrom)}–${one.usableUntil === undefined ? '∞' : hour(one.usableUntil)}`);
};

describe('a new means', () => {
  it('counts after the wait, beside those there are', () => {
    expect(picture(withMeans([passkey('a', 0)], added(passkey('b', 0)), { now: at(2), waitSeconds: HOUR }))).toEqual(['a: 0–∞', 'b: 3–∞']);
  });

  it('counts at once where there is no wait', () => {
    expect(picture(withMeans([], added(passkey('b', 0)), { now: at(2), waitSeconds: 0 }))).toEqual(['b: 2–∞']);
  });

  it('that is a PIN takes the place of the old one at that very moment', () => {
    const means = withMeans([passkey('a', 0), pin('old', 0)], added(pin('new', 0)), { now: at(2), waitSeconds: HOUR });
    expect(picture(means)).toEqual(['a: 0–∞', 'old: 0–3', 'new: 3–∞']);
  });

  it('that is a PIN takes the place of one that still waits, and the first one keeps its end', () => {
    const once = withMeans([pin('old', 0)], added(pin('second', 0)), { now: at(2), waitSeconds: 2 * HOUR });
    expect(picture(withMeans(once, added(pin('third', 0)), { now: at(3), waitSeconds: 2 * HOUR }))).toEqual(['old: 0–4', 'second: 4–5', 'third: 5–∞']);
  });

  it('never makes an end later', () => {
    expect(picture(withMeans([pin('old', 0, 2)], added(pin('new', 0)), { now: at(2), waitSeconds: HOUR }))).toEqual(['old: 0–2', 'new: 3–∞']);
  });
});

describe('a means that is removed', () => {
  const effect = { now: at(2), waitSeconds: HOUR };

  it('counts until the wait is over', () => {
    expect(picture(withoutMeans([passkey('a', 0), passkey('b', 0)], 'b', effect))).toEqual(['a: 0–∞', 'b: 0–3']);
  });

  it('never counts if it did not yet', () => {
    expect(picture(withoutMeans([passkey('a', 0), passkey('b', 2.5)], 'b', effect))).toEqual(['a: 0–∞', 'b: 2.5–2']);
  });

  it('leaves the PIN it was to replace', () => {
    const means = withMeans([pin('old', 0)], added(pin('new', 0)), { now: at(1), waitSeconds: 4 * HOUR });
    expect(picture(means)).toEqual(['old: 0–5', 'new: 5–∞']);
    expect(picture(withoutMeans(means, 'new', effect))).toEqual(['old: 0–∞', 'new: 5–2']);
  });

  it('leaves the PIN it was to replace until the next one takes its place', () => {
    const once = withMeans([pin('old', 0)], added(pin('second', 0)), { now: at(1), waitSeconds: 4 * HOUR });
    const twice = withMeans(once, added(pin('third', 0)), { now: at(1.5), waitSeconds: 4 * HOUR });
    expect(picture(twice)).toEqual(['old: 0–5', 'second: 5–5.5', 'third: 5.5–∞']);
    expect(picture(withoutMeans(twice, 'second', effect))).toEqual(['old: 0–5.5', 'second: 5–2', 'third: 5.5–∞']);
  });

  it('leaves a passkey alone that ends at the same moment', () => {
    const means = [{ ...passkey('a', 0), usableUntil: from(5) }, pin('new', 5)];
    expect(picture(withoutMeans(means, 'new', effect))).toEqual(['a: 0–5', 'new: 5–2']);
  });

  it.each([
    ['is not there', [passkey('a', 0)], 'b'],
    ['was removed already', [pin('b', 0, 2.5)], 'b'],
    ['was replaced already', [pin('b', 0, 3)], 'b'],
  ])('is none if it %s', (_what, means, meansId) => {
    expect(withoutMeans(means, meansId, effect)).toBeUndefined();
  });
});

it('what is over is left out, what ends or begins later is not', () => {
  expect(picture(withoutPast([pin('over', 0, 2), pin('ends', 0, 3), pin('waits', 4), passkey('a', 0)], at(2)))).toEqual(['ends: 0–3', 'waits: 4–∞', 'a: 0–∞']);
});

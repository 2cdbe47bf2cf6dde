import { describe, expect, it } from '@jest/globals';
import { clientProfileNames, clientProfiles, isLenient, leniencies, type Leniency } from './client-profiles.js';

const names = Object.keys(leniencies) as Leniency[];

describe('a client profile', () => {
  it('strict lets nothing pass, and lenient everything', () => {
    expect(names.filter((one) => isLenient('strict', one))).toEqual([]);
    expect(names.filter((one) => !isLenient('lenient', one))).toEqual([]);
  });

  it.each(clientProfileNames.filter((name) => name !== 'strict' && name !== 'lenient'))('%s lets pass what it names, once, and not all', (name) => {
    const named: readonly Leniency[] = clientProfiles[name].leniencies;
    expect(names.filter((one) => isLenient(name, one)).sort()).toEqual([...named].sort());
    expect(new Set(named).size).toBe(named.length);
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThan(names.length);
  });

  it.each(names)('lets %s pass for somebody, and never by default', (one) => {
    expect(clientProfileNames.some((name) => isLenient(name, one))).toBe(true);
    expect(isLenient('strict', one)).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { services } from '../stack/services.ts';
import { askedTooEarly, order } from './order.ts';

describe('the order in which services are replaced', () => {
  it('has every service once', () => {
    expect([...order].toSorted()).toEqual(services.map(({ name }) => name).toSorted());
  });

  it('has a caller before the called only where they ask each other', () => {
    const arrows = new Set(askedTooEarly().map((arrow) => arrow.replace(/\..*/, '')));
    expect([...arrows].toSorted()).toEqual([
      'audit → ca-connector',
      'audit → identity',
      'audit → key-lifecycle',
      'audit → sam',
      'ca-connector → key-lifecycle',
      'key-lifecycle → identity',
    ]);
  });
});

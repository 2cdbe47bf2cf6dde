import { describe, expect, it } from '@jest/globals';
import { certifiedDevices, profileProblems, type FoundToken } from './token-profile.js';

const NOW = new Date('2027-03-01T12:00:00Z');
const listed = certifiedDevices.parse([
  { manufacturer: 'Maker', model: 'Box', firmware: ['7.4', '7.8'], certificate: 'CC-2025-01', until: '2029-05-31' },
  { manufacturer: 'Maker', model: 'Old Box', firmware: ['3.2'], certificate: 'CC-2015-09', until: '2027-02-28' },
]);
const device = { label: 'paraph', serial: '1', manufacturer: 'Maker', model: 'Box', firmware: '7.4', isHardware: true };
const problems = (change: Partial<typeof device>, warnings: string[] = [], now = NOW): string[] => {
  const found: FoundToken = { device: { ...device, ...change }, warnings };
  return profileProblems(found, listed, now);
};

describe('the qualified profile', () => {
  it('takes a listed device that lacks nothing', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ firmware: '7.8' })).toEqual([]);
  });

  it.each<[string, Parameters<typeof problems>, RegExp]>([
    [
      'another maker',
      [{ manufacturer: 'Other' }],
      /Other Box, firmware 7.4 is not on the list of certified devices: add its certificate to TOKEN_DEVICES_FILE/,
    ],
    ['another model', [{ model: 'Box 2' }], /is not on the list/],
    ['a firmware nobody certified', [{ firmware: '7.9' }], /certified with firmware 7.4, 7.8 only: change the firmware/],
    ['a certificate that ended', [{ model: 'Old Box', firmware: '3.2' }], /CC-2015-09 .* ended on 2027-02-28/],
    ['a key store in software', [{ isHardware: false }], /no hardware/],
    ['a token that leaves something open', [{}, ['CKA_UNWRAP_TEMPLATE is missing']], /CKA_UNWRAP_TEMPLATE is missing: make the token anew/],
  ])('refuses %s, and says what to do', (_, given, expected) => {
    expect(problems(...given)).toEqual([expect.stringMatching(expected)]);
  });

  it('says all that is wrong at once', () => {
    expect(problems({ isHardware: false, manufacturer: 'SoftHSM project' }, ['one', 'two'])).toHaveLength(4);
  });

  it('counts the last day whole', () => {
    expect(problems({}, [], new Date('2029-05-31T23:59:59Z'))).toEqual([]);
    expect(problems({}, [], new Date('2029-06-01T00:00:00Z'))).toHaveLength(1);
  });

  it.each([
    ['no device at all', []],
    ['a firmware that is no version', [{ ...listed[0], firmware: ['latest'] }]],
    ['a device without a certificate', [{ ...listed[0], certificate: '' }]],
    ['a date that is none', [{ ...listed[0], until: '2029-02-30' }]],
    ['a word nobody knows', [{ ...listed[0], trusted: true }]],
  ])('reads no list with %s', (_, list) => {
    expect(certifiedDevices.safeParse(list).success).toBe(false);
  });
});

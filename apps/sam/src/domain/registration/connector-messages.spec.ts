import { DerFields } from '@paraph/kernel';
import { describe, expect, it } from '@jest/globals';
import { cmpMessages } from '@paraph/testing';
import { readBody } from './pki-body.js';
import { readHeader } from './pki-header.js';

const NOW = new Date('2026-11-21T12:00:00Z');

function read(message: string, now: Date): string {
  const parts = DerFields.of(new Uint8Array(Buffer.from(message, 'base64')));
  readHeader(parts.sequence(), now);
  const { kind } = readBody(parts.any());
  parts.end();
  return kind;
}

// The connector's own test composes the very same bytes.
describe('what the connector asks authorities', () => {
  it.each(Object.entries(cmpMessages))('is read here: %s', (name, message) => {
    expect(read(message, NOW)).toBe(name === 'rejection' ? 'certConf' : name);
  });

  it.each(Object.entries(cmpMessages))('is not read at another time: %s', (_name, message) => {
    expect(() => read(message, new Date(NOW.getTime() + 600_000))).toThrow('another time');
  });
});

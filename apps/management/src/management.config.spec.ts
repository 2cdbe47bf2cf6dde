import { describe, expect, it } from '@jest/globals';
import { managementConfig } from './management.config.js';

const { http, pages } = managementConfig.shape;

describe('the address to listen on', () => {
  it.each(['127.0.0.1', '127.0.0.2', '::1'])('may be %s', (host) => {
    expect(http.host.parse(host)).toBe(host);
  });

  it.each(['0.0.0.0', '::', '', 'localhost', '10.0.0.1', '127.0.0.1.example', '127.1', '::ffff:10.0.0.1', '1127.0.0.1'])('may not be %j', (host) => {
    expect(() => http.host.parse(host)).toThrow('loopback');
  });
});

it.each(['http://identity.localhost:4000/', 'identity'])('%s is the origin of no page', (text) => {
  expect(() => pages.identity.parse(text)).toThrow();
  expect(() => pages.approval.parse(text)).toThrow();
  expect(pages.approval.parse('http://approval.localhost:4000')).toBe('http://approval.localhost:4000');
});

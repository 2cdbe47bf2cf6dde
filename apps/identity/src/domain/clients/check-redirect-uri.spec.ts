import { describe, expect, it } from '@jest/globals';
import { checkRedirectUris, isNative } from './check-redirect-uri.js';

describe('addresses that codes may be sent to', () => {
  it.each([
    [['https://sca.example/cb']],
    [['https://sca.example/cb?tenant=1', 'https://other.example:8443/']],
    [['http://sandbox.localhost:4000/cb']],
    [['http://localhost/cb', 'http://127.0.0.1:1/cb', 'http://[::1]:1/cb']],
    [['rqes://oauth']],
    [['com.example.app:/cb', 'http://127.0.0.1/cb', 'https://claimed.example/cb']],
  ])('%j', (texts) => {
    expect(() => checkRedirectUris(texts)).not.toThrow();
  });
});

describe('addresses that none may be sent to', () => {
  it.each([
    'http://sca.example/cb',
    'http://localhost.evil.example/cb',
    'https://sca.example/cb#fragment',
    'https://sca.example/cb#',
    'https://user:pw@sca.example/cb',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:https://sca.example/x',
    'no address',
    '',
  ])('%s', (text) => {
    expect(() => checkRedirectUris([text])).toThrow('request.invalid');
  });

  it('a device’s http elsewhere than at its loopback address, and https there', () => {
    expect(() => checkRedirectUris(['rqes://oauth', 'http://sandbox.localhost/cb'])).toThrow('request.invalid');
    expect(() => checkRedirectUris(['rqes://oauth', 'https://localhost/cb'])).toThrow('request.invalid');
  });
});

it('a scheme of its own makes a client native', () => {
  expect([isNative(['https://sca.example/cb']), isNative(['http://127.0.0.1/cb']), isNative(['https://sca.example/cb', 'rqes://oauth'])]).toEqual([
    false,
    false,
    true,
  ]);
});

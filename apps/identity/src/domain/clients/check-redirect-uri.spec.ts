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
    expect(() => checkRedirectUris(texts, 'client_secret')).not.toThrow();
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
    expect(() => checkRedirectUris([text], 'client_secret')).toThrow('request.invalid');
  });

  it('a device’s http elsewhere than at its loopback address, and https there', () => {
    expect(() => checkRedirectUris(['rqes://oauth', 'http://sandbox.localhost/cb'], 'client_secret')).toThrow('request.invalid');
    expect(() => checkRedirectUris(['rqes://oauth', 'https://localhost/cb'], 'client_secret')).toThrow('request.invalid');
  });
});

it('a scheme of its own makes a client native', () => {
  const native = (texts: readonly string[]): boolean => isNative(texts, 'client_secret');
  expect([native(['https://sca.example/cb']), native(['http://127.0.0.1/cb']), native(['https://sca.example/cb', 'rqes://oauth'])]).toEqual([
    false,
    false,
    true,
  ]);
});

describe('a public client', () => {
  it.each([[['com.example.wallet:/cb']], [['http://127.0.0.1/cb']], [['https://app.example/cb']], [['com.example.wallet:/cb', 'https://claimed.example/cb']]])(
    'may be at %j',
    (texts) => {
      expect(() => checkRedirectUris(texts, 'none')).not.toThrow();
    },
  );

  it.each(['wallet://cb', 'rqes:/cb', 'http://sca.example/cb', 'javascript:alert(1).x'])('may not be at %s', (text) => {
    expect(() => checkRedirectUris([text], 'none')).toThrow('request.invalid');
  });

  it('on this machine is native, whatever port it gets; in a browser it is not', () => {
    expect([isNative(['http://127.0.0.1/cb'], 'none'), isNative(['https://app.example/cb'], 'none')]).toEqual([true, false]);
  });
});

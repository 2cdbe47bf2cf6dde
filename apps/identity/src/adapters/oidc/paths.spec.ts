import { expect, it } from '@jest/globals';
import { serverPath } from './paths.js';

it.each([
  ['/oauth2/token', '/oauth2/token'],
  ['//oauth2//token', '/oauth2/token'],
  ['/oauth2/auth?a=//b', '/oauth2/authorize?a=//b'],
  ['/revoke', '/oauth2/revoke'],
  ['/.well-known/openid-configuration', '/.well-known/openid-configuration'],
  ['/oauth2/authorize/abc', '/oauth2/authorize/abc'],
])('%s is the server’s %s', (url, expected) => {
  expect(serverPath(url)).toBe(expected);
});

it.each(['/', '/oauth2', '/interaction/abc', '/revoke/x', '/oauth2x/token', 'http://evil.example/oauth2/token', '*'])('%s is not the server’s', (url) => {
  expect(serverPath(url)).toBeUndefined();
});

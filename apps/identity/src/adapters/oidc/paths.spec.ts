import { expect, it } from '@jest/globals';
import { serverPlace } from './paths.js';

it.each([
  ['/oauth2/token', 'v2 /oauth2/token'],
  ['//oauth2//token', 'v2 /oauth2/token'],
  ['/oauth2/auth?a=//b', 'v2 /oauth2/authorize?a=//b'],
  ['/revoke', 'v2 /oauth2/revoke'],
  ['/.well-known/openid-configuration', 'v2 /.well-known/openid-configuration'],
  ['/oauth2/authorize/abc', 'v2 /oauth2/authorize/abc'],
  ['/v1/oauth2/token', 'v1 /v1/oauth2/token'],
  ['/v1//oauth2/auth?a=b', 'v1 /v1/oauth2/authorize?a=b'],
  ['//v1/revoke', 'v1 /v1/oauth2/revoke'],
  ['/v1/oauth2/authorize/abc', 'v1 /v1/oauth2/authorize/abc'],
  ['/.well-known/oauth-authorization-server/v1', 'v1 /.well-known/oauth-authorization-server'],
  ['/v1/.well-known/openid-configuration', 'v1 /.well-known/openid-configuration'],
])('%s is the server’s %s', (url, expected) => {
  const { base, url: own } = serverPlace(url) ?? {};
  expect(`${base} ${own}`).toBe(expected);
});

it.each([
  '/',
  '/oauth2',
  '/interaction/abc',
  '/revoke/x',
  '/oauth2x/token',
  '/v1',
  '/v1/interaction/abc',
  '/v1/v1/oauth2/token',
  '/v2/oauth2/token',
  '/v1/revoke/x',
  'http://evil.example/oauth2/token',
  '*',
])('%s is not the server’s', (url) => {
  expect(serverPlace(url)).toBeUndefined();
});

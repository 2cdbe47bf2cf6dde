import { describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import type { ConfigOf } from '@paraph/platform';
import { managementConfig, refuseOpenBootstrap } from './management.config.js';

const { pages } = managementConfig.shape;
type Settings = ConfigOf<typeof managementConfig.shape>;

const listeningOn = (host: string, bootstrap: Settings['access']['bootstrap']): Settings =>
  // What the rule does not look at is left out.
  ({ http: { host }, access: { token: new Secret('a token'), bootstrap } }) as Settings;

describe('a bootstrap token that is always worth something', () => {
  it.each(['127.0.0.1', '127.0.0.2', '::1'])('may be had on %s', (host) => {
    expect(() => refuseOpenBootstrap(listeningOn(host, 'always'))).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '', 'localhost', '10.0.0.1', '127.0.0.1.example', '127.1', '::ffff:10.0.0.1', '1127.0.0.1'])('stops the start on %j', (host) => {
    expect(() => refuseOpenBootstrap(listeningOn(host, 'always'))).toThrow('loopback');
  });

  it('does not, where it ends with the founding: the control', () => {
    expect(() => refuseOpenBootstrap(listeningOn('0.0.0.0', 'until-founded'))).not.toThrow();
  });
});

it.each(['http://identity.localhost:4000/', 'identity'])('%s is the origin of no page', (text) => {
  expect(() => pages.identity.parse(text)).toThrow();
  expect(() => pages.approval.parse(text)).toThrow();
  expect(pages.approval.parse('http://approval.localhost:4000')).toBe('http://approval.localhost:4000');
});

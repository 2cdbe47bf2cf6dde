import { describe, expect, it } from '@jest/globals';
import { estSettings, routeOf } from './est.settings.js';

const reached = { url: 'https://ca.example:8443', login: { user: 'ra', password: import.meta.filename } };

describe('settings of an EST authority', () => {
  it('are an address, a way to sign in, and a label', () => {
    expect(estSettings.parse({ connection: reached, label: 'natural-persons' })).toMatchObject({ label: 'natural-persons' });
  });

  it.each([
    ['http, even on this machine', { connection: { ...reached, url: 'http://localhost:8080' } }],
    ['a path', { connection: { ...reached, url: 'https://ca.example/.well-known/est' } }],
    ['nobody signing in', { connection: { url: reached.url } }],
    ['a key without its certificate', { connection: { ...reached, clientKey: import.meta.filename } }],
    ['a label that is an operation', { connection: reached, label: 'simpleenroll' }],
    ['a label that is two', { connection: reached, label: 'a/b' }],
    ['a label that leads upwards', { connection: reached, label: '..' }],
    ['a member that nobody knows', { connection: reached, operation: 'serverkeygen' }],
    ['a password in the text', { connection: { ...reached, password: 'secret' } }],
  ])('are not %s', (_what, settings) => {
    expect(estSettings.safeParse(settings).success).toBe(false);
  });
});

describe('a route of an EST authority', () => {
  it.each([
    [undefined, { label: 'default', operation: 'simpleenroll' }],
    ['seals', { label: 'seals', operation: 'simpleenroll' }],
    ['simplereenroll', { label: 'default', operation: 'simplereenroll' }],
    ['seals/simplereenroll', { label: 'seals', operation: 'simplereenroll' }],
  ])('may be %p', (profile, route) => {
    expect(routeOf(profile, 'default')).toEqual(route);
  });

  it.each(['serverkeygen', 'seals/serverkeygen', 'fullcmc', 'csrattrs', 'seals/', '/simpleenroll', 'seals/natural/simpleenroll', '..', 'a b', ''])(
    'is not %p',
    (profile) => {
      expect(routeOf(profile, 'default')).toBeUndefined();
    },
  );
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { aClient, personBearer } from '../../test/people.js';
import { BrowserOrigins } from '../domain/browser-origins.js';
import { BrowserAccess } from './browser-access.js';
import { CscRefusal } from './csc-error.js';
import { EdgeSettings } from './edge-settings.js';

const OWN = 'https://gateway.example';
const LISTED = 'https://app.example';
const OTHER = 'https://other.example';

class SetOrigins extends BrowserOrigins {
  isAway = false;
  override async listed(): Promise<ReadonlySet<string>> {
    if (this.isAway) throw new Error('away');
    return new Set([LISTED, OTHER]);
  }
}

let origins: SetOrigins;
let browsers: BrowserAccess;
beforeEach(() => {
  origins = new SetOrigins();
  browsers = new BrowserAccess(origins, new EdgeSettings(OWN, 0, 1));
});
const bearer = personBearer({ client: aClient({ browserOrigins: [LISTED] }) });
const refusedBy = (run: () => unknown): number | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof CscRefusal ? error.wire.status : undefined;
  }
};

describe('a preflight', () => {
  it('is answered for an origin that some client lists, without credentials', async () => {
    const { headers } = await browsers.preflight(LISTED);
    expect(headers).toMatchObject({ 'access-control-allow-methods': 'POST, GET', 'access-control-allow-headers': expect.stringContaining('DPoP') });
    expect(Object.keys(headers ?? {})).not.toContain('access-control-allow-credentials');
  });

  it.each(['https://evil.example', 'null', `${LISTED}/`, LISTED.toUpperCase(), 'http://app.example', ''])('is refused for %s', async (origin) => {
    await expect(browsers.preflight(origin)).rejects.toMatchObject({ wire: { status: 403 } });
  });

  it('is refused while nobody knows the origins', async () => {
    origins.isAway = true;
    await expect(browsers.preflight(LISTED)).rejects.toMatchObject({ wire: { status: 403 } });
  });
});

describe('a page', () => {
  it.each([undefined, OWN, LISTED])('may call with a token of its client (%s)', (origin) => {
    expect(refusedBy(() => browsers.check(origin, bearer))).toBeUndefined();
  });

  it.each([OTHER, 'null', 'https://evil.example'])('may not call with the token of another (%s)', (origin) => {
    expect(refusedBy(() => browsers.check(origin, bearer))).toBe(403);
  });

  it('sees the answer where its client lists it', async () => {
    expect(await browsers.headersFor(LISTED, bearer)).toEqual({
      'access-control-allow-origin': LISTED,
      'access-control-expose-headers': 'Retry-After, WWW-Authenticate, X-Correlation-Id',
    });
  });

  it.each([
    ['of another client', OTHER, bearer],
    ['nobody lists', 'https://evil.example', undefined],
    ['of no origin', 'null', undefined],
    ['of ours, which needs no leave', OWN, bearer],
  ])('%s gets no header', async (_case, origin, known) => {
    expect(await browsers.headersFor(origin, known)).toEqual({});
  });

  it('without a token sees the answer where some client lists it, as long as that can be told', async () => {
    expect(await browsers.headersFor(OTHER, undefined)).toMatchObject({ 'access-control-allow-origin': OTHER });
    origins.isAway = true;
    expect(await browsers.headersFor(OTHER, undefined)).toEqual({});
  });
});

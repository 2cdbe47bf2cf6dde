import { describe, expect, it } from '@jest/globals';
import { CookieJar } from './cookie-jar.ts';

const at = (text: string): URL => new URL(text);

describe('the cookie jar', () => {
  it('gives a host its cookies, whatever the port, and no other host', () => {
    const jar = new CookieJar();
    jar.store(at('http://idp.localhost:1/'), ['session=a; path=/; HttpOnly']);
    expect([jar.header(at('http://idp.localhost:2/x')), jar.header(at('http://identity.localhost:1/'))]).toEqual(['session=a', undefined]);
  });

  it('keeps to paths, the longer one first', () => {
    const jar = new CookieJar();
    jar.store(at('http://h/'), ['one=1; path=/', 'two=2; path=/interaction/abc']);
    expect([jar.header(at('http://h/interaction/abc/continue')), jar.header(at('http://h/interaction/abcd'))]).toEqual(['two=2; one=1', 'one=1']);
  });

  it('replaces, and forgets what has expired', () => {
    const jar = new CookieJar();
    jar.store(at('http://h/'), ['a=1; path=/', 'b=1; path=/', 'c=1; path=/; max-age=0']);
    jar.store(at('http://h/'), ['a=2; path=/', 'b=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT']);
    expect(jar.header(at('http://h/'))).toBe('a=2');
  });
});

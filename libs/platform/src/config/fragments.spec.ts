import { describe, expect, it } from '@jest/globals';
import { bus } from './fragments.js';

describe('the address of the bus', () => {
  it.each(['tls://localhost:4222', 'tls://nats-0:4222,tls://nats-1:4222,tls://[::1]:4222'])('may be %s', (text) => {
    expect(bus.url.parse(text)).toBe(text);
  });

  it.each(['nats://localhost:4222', 'localhost:4222', 'tls://a:4222,nats://b:4222', 'tls://a:4222,', 'tls://a:4222 tls://b:4222', ''])(
    'may not be %j',
    (text) => {
      expect(() => bus.url.parse(text)).toThrow('tls://host:port');
    },
  );
});

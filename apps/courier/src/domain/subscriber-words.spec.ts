import { describe, expect, it } from '@jest/globals';
import { wordsFor } from './subscriber-words.js';

describe('what a subscriber’s contact is told of the end of the service', () => {
  const ended = { kind: 'service-ended', endedAt: '2027-03-01T09:05:07.000Z' } as const;

  it('is when, and what became of keys, certificates and signatures, in two languages', () => {
    const { subject, text } = wordsFor('Example Houses', ended);
    expect(subject).toContain('has ended');
    expect(text).toContain('Example Houses: the signing service ended on 2027-03-01 09:05 UTC.');
    expect(text).toContain('Le service de signature'.toLowerCase());
    expect(text.split('\n')).toHaveLength(2);
  });

  it('takes no line and no link from the name', () => {
    const { text } = wordsFor('Example\r\nBcc: all@example\u2028http://evil.example', ended);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/https?:\/\//);
  });
});

import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Sources } from './sources.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what a view was made from', () => {
  it('is each answer by its digest, in the order of addresses, and one digest over all as sha256sum writes them', async () => {
    const sources = new Sources();
    sources.note('/audit/v1/sequences', bytes('two'));
    sources.note('/audit/v1/figures?from=1', bytes('one'));
    await sources.ready();
    expect(sources.lines).toEqual([
      { address: '/audit/v1/figures?from=1', sha256: sha256('one') },
      { address: '/audit/v1/sequences', sha256: sha256('two') },
    ]);
    expect(sources.sha256).toBe(sha256(`${sha256('one')}  /audit/v1/figures?from=1\n${sha256('two')}  /audit/v1/sequences\n`));
  });

  it('is another with one byte more in one answer, and has the last one from an address', async () => {
    const digestOf = async (...answers: string[]): Promise<string> => {
      const sources = new Sources();
      for (const answer of answers) {
        sources.note('/a', bytes(answer));
        await sources.ready();
      }
      return sources.sha256;
    };
    expect(await digestOf('x')).not.toBe(await digestOf('x '));
    expect(await digestOf('y', 'x')).toBe(await digestOf('x'));
  });

  it('is nothing where nothing was answered', async () => {
    const sources = new Sources();
    await sources.ready();
    expect([sources.lines, sources.sha256]).toEqual([[], '']);
  });
});

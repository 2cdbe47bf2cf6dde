import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { MemoryPublications } from '../../test/memory-publications.js';
import { EndedCredentials, FollowEnd } from './follow-end.js';
import { CredentialEnd, type Reported } from './status-watch/credential-end.js';

class MemoryEnded extends EndedCredentials {
  cursor = '';
  constructor(private readonly all: readonly string[]) {
    super();
  }
  override async next(limit: number): Promise<readonly string[]> {
    return this.all.filter((one) => one > this.cursor).slice(0, limit);
  }
  override async followed(credentialId: string): Promise<void> {
    this.cursor = credentialId;
  }
}

class ScriptedEnd extends CredentialEnd {
  readonly asked: string[] = [];
  readonly alive = new Set<string>();
  failure: Error | undefined;
  override async report(): Promise<Reported> {
    throw new Error('nobody reports here');
  }
  override async prove(): Promise<void> {
    throw new Error('nobody proves here');
  }
  override async follow(credentialId: string): Promise<boolean> {
    this.asked.push(credentialId);
    if (this.failure) throw this.failure;
    return !this.alive.has(credentialId);
  }
}

const all = Array.from({ length: 450 }, (_, index) => `cred_${String(index).padStart(4, '0')}`);

describe('following the end of the embedded authority', () => {
  let publications: MemoryPublications;
  let ended: MemoryEnded;
  let end: ScriptedEnd;
  let follow: FollowEnd;
  beforeEach(async () => {
    publications = new MemoryPublications();
    ended = new MemoryEnded(all);
    end = new ScriptedEnd();
    follow = new FollowEnd(publications, ended, end);
  });

  it('tells nobody of anything while the authority lives', async () => {
    expect(await follow.run()).toBe(true);
    expect(end.asked).toEqual([]);
  });

  it('tells of every credential once, portion by portion', async () => {
    await publications.publishEnd(new Date());
    expect(await follow.run()).toBe(true);
    expect(end.asked).toEqual(all);
    expect(await follow.run()).toBe(true);
    expect(end.asked).toHaveLength(all.length);
  });

  it('waits at one that the SAM has not come to, and forgets none', async () => {
    await publications.publishEnd(new Date());
    end.alive.add('cred_0003');
    expect(await follow.run()).toBe(false);
    expect(end.asked).toEqual(all.slice(0, 4));
    end.alive.clear();
    expect(await follow.run()).toBe(true);
    expect(end.asked.slice(4)).toEqual(all.slice(3));
  });

  it('goes on where a neighbour was away', async () => {
    await publications.publishEnd(new Date());
    end.failure = new ServiceError('service.unavailable', 'not there');
    await expect(follow.run()).rejects.toMatchObject({ code: 'service.unavailable' });
    expect(ended.cursor).toBe('');
    end.failure = undefined;
    expect(await follow.run()).toBe(true);
    expect(ended.cursor).toBe(all.at(-1));
  });
});

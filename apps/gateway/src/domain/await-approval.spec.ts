import { describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { NoPause } from '../../test/core-fakes.js';
import { refusalOf } from '../../test/fakes.js';
import { personBearer } from '../../test/people.js';
import type { Authorisation, ExplicitAuthorisation } from './authorise-explicitly.js';
import { AwaitApproval, NotApproved } from './await-approval.js';
import { Pause } from './pause.js';

const sad: ExplicitAuthorisation = { state: 'authorised', sad: new Secret('sad_a.b.c'), lifetime: 300 };
const waiting: Authorisation = { state: 'waiting', handle: 'act_1' };
const bearer = personBearer();

/** Answers these in turn, then the last for ever. */
function answering(...answers: (Authorisation | Error)[]) {
  let asked = 0;
  const check = async (): Promise<Authorisation> => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer ?? waiting;
  };
  return { check, count: () => asked };
}

describe('an approval', () => {
  it('that is there already is waited for by nobody', async () => {
    const pause = new NoPause();
    expect(await new AwaitApproval(answering(sad), pause).run(bearer, sad)).toBe(sad);
    expect(pause.waited).toEqual([]);
  });

  it('is asked for once a second', async () => {
    const pause = new NoPause();
    expect(await new AwaitApproval(answering(waiting, sad), pause).run(bearer, waiting)).toBe(sad);
    expect(pause.waited).toEqual([1_000, 1_000]);
  });

  it('that does not come in fifty seconds has not come', async () => {
    const source = answering(waiting);
    await expect(new AwaitApproval(source, new NoPause()).run(bearer, waiting)).rejects.toBeInstanceOf(NotApproved);
    expect(source.count()).toBe(50);
  });

  it.each<ErrorCode>(['evidence.invalid', 'activation.expired', 'activation.unknown'])('that is refused (%s) is not waited for any longer', async (code) => {
    const source = answering(waiting, new ServiceError(code, 'no'));
    await expect(new AwaitApproval(source, new NoPause()).run(bearer, waiting)).rejects.toBeInstanceOf(NotApproved);
    expect(source.count()).toBe(2);
  });

  it('of which nobody can tell fails as what it is', async () => {
    const source = answering(new ServiceError('service.unavailable', 'away'));
    const failed: unknown = await new AwaitApproval(source, new NoPause()).run(bearer, waiting).catch((error: unknown) => error);
    expect([failed instanceof NotApproved, failed]).toMatchObject([false, { code: 'service.unavailable' }]);
  });
});

describe('requests that are held', () => {
  /** Never goes on before it is told to. */
  class Held extends Pause {
    readonly #release: (() => void)[] = [];

    override wait(): Promise<void> {
      return new Promise((resolve) => this.#release.push(resolve));
    }

    release(): void {
      for (const go of this.#release.splice(0)) go();
    }
  }

  it('are a hundred at most, and leave room when they are done', async () => {
    const pause = new Held();
    const approval = new AwaitApproval(answering(sad), pause);
    const held = Array.from({ length: 99 }, () => approval.run(bearer, waiting));
    approval.checkRoom();
    held.push(approval.run(bearer, waiting));
    expect(await refusalOf(Promise.resolve().then(() => approval.checkRoom()))).toBe('service.unavailable');
    pause.release();
    expect(await Promise.all(held)).toHaveLength(100);
    approval.checkRoom();
  });
});

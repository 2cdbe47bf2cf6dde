import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { MemoryStatusAnswers } from '../../test/memory-publications.js';
import { PrepareAnswers } from './prepare-answers.js';
import { StatusSource, type AnswerPage, type StatusAnswer, type StatusSubject } from './publication-sources.js';

const MINUTE = 60_000;
const serialOf = (index: number): string => index.toString(16).padStart(4, '0');

/** An authority with so many certificates that are still valid. */
class Register extends StatusSource {
  readonly pages: AnswerPage[] = [];
  readonly single: string[] = [];
  failure: Error | undefined;
  count = 250;

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override composeAnswer({ serialNumber }: StatusSubject): Promise<StatusAnswer> {
    if (this.failure) return Promise.reject(this.failure);
    this.single.push(serialNumber);
    return Promise.resolve(this.answer(0xff));
  }

  override composeAnswers(page: AnswerPage) {
    if (this.failure) return Promise.reject(this.failure);
    this.pages.push(page);
    const all = Array.from({ length: this.count }, (_, index) => serialOf(index));
    const rest = all.filter((one) => page.after === undefined || one > page.after);
    const answers = rest.slice(0, page.limit).map((serialNumber) => ({ serialNumber, ...this.answer(1) }));
    return Promise.resolve({ answers, more: rest.length > answers.length });
  }

  private answer(byte: number): StatusAnswer {
    return { response: Uint8Array.of(byte), thisUpdate: this.clock.now(), nextUpdate: new Date(this.clock.now().getTime() + 60 * MINUTE) };
  }
}

describe('preparing answers', () => {
  let clock: FakeClock;
  let register: Register;
  let answers: MemoryStatusAnswers;
  let prepare: PrepareAnswers;
  const pass = async (): Promise<number> => {
    let steps = 0;
    while (await prepare.step('issuing')) {
      steps += 1;
      clock.advance(MINUTE);
    }
    return steps;
  };

  beforeEach(() => {
    clock = new FakeClock();
    register = new Register(clock);
    answers = new MemoryStatusAnswers();
    prepare = new PrepareAnswers(register, answers, clock);
  });

  it('skips no certificate and asks for none twice', async () => {
    expect(await pass()).toBe(3);
    expect(register.pages.map(({ after }) => after)).toEqual([undefined, serialOf(99), serialOf(199)]);
    expect([...answers.answers.keys()].sort()).toEqual(Array.from({ length: 250 }, (_, index) => `issuing/${serialOf(index)}`));
  });

  it('is done at once where nothing was certified', async () => {
    register.count = 0;
    expect(await pass()).toBe(1);
    expect(answers.answers.size).toBe(0);
  });

  it('begins again half an hour after it began, long before the answers are over', async () => {
    register.count = 1;
    await prepare.step('root');
    clock.advance(30 * MINUTE - 1);
    expect(await prepare.step('root')).toBe(false);
    clock.advance(1);
    expect(await prepare.step('root')).toBe(true);
  });

  it('goes on where it was when the authority is back', async () => {
    await prepare.step('issuing');
    clock.advance(MINUTE);
    register.failure = new ServiceError('hsm.unavailable', 'the token rests');
    await expect(prepare.step('issuing')).rejects.toMatchObject({ code: 'hsm.unavailable' });
    register.failure = undefined;
    expect(await prepare.step('issuing')).toBe(false);
    clock.advance(MINUTE);
    await pass();
    expect(register.pages.map(({ after }) => after)).toEqual([undefined, serialOf(99), serialOf(199)]);
  });

  it('forgets answers about certificates that are over', async () => {
    await pass();
    register.count = 1;
    clock.advance(61 * MINUTE);
    await pass();
    expect(answers.answers.size).toBe(1);
  });

  describe('after a revocation', () => {
    it('answers anew about what came onto the list, and about nothing else', async () => {
      await pass();
      await prepare.renew('issuing', [serialOf(3), serialOf(4)]);
      expect(register.single).toEqual([serialOf(3), serialOf(4)]);
      expect(answers.answers.get(`issuing/${serialOf(3)}`)?.response).toEqual(Uint8Array.of(0xff));
      expect(answers.answers.get(`issuing/${serialOf(5)}`)?.response).toEqual(Uint8Array.of(1));
    });

    it('goes through all of them when very many were revoked at once', async () => {
      await pass();
      await prepare.renew(
        'issuing',
        Array.from({ length: 201 }, (_, index) => serialOf(index)),
      );
      expect(register.single).toEqual([]);
      expect(await prepare.step('issuing')).toBe(true);
    });
  });
});

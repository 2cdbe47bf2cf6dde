import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Proven } from '../authorisations/finish-authorisation.js';
import type { CarryEnrolment } from '../enrolments/carry-enrolment.js';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { Sam } from '../ports/sam.js';
import type { FindSigner } from '../signers/find-signer.js';
import { CompleteSession, type SessionAnswer } from './complete-session.js';

const proven = { credentialId: newId('cred'), signerId: newId('sgn'), activationId: newId('act') };
const [named, other] = [newId('sgn'), newId('sgn')];
const answered: SessionAnswer = {
  session: { id: newId('req'), interactionDigest: 'd', clientId: newId('cli'), scope: 'credential', state: 'collecting', enrolmentId: newId('enr') },
  answer: { code: 'code' },
  account: undefined,
};

let carried: () => Promise<unknown>;
let account: string | undefined;
let abandoned: jest.Mock<(request: object) => Promise<unknown>>;
let completing: CompleteSession;
beforeEach(() => {
  carried = () => Promise.resolve({ ...proven, issuer: 'https://idp.example', subject: 'alice' });
  account = undefined;
  abandoned = jest.fn(() => Promise.resolve({}));
  completing = new CompleteSession(
    { run: () => carried() } as unknown as CarryEnrolment,
    { run: () => Promise.resolve(account && { id: account }) } as unknown as FindSigner,
    { abandonActivation: abandoned } as unknown as Sam,
  );
});

const finish = jest.fn<(proven: Proven) => Promise<string>>();
beforeEach(() => void finish.mockReset().mockResolvedValue('/resume'));

describe('the evidence of a session', () => {
  it('grants its request to whom the SAM proved', async () => {
    expect(await completing.run(answered, finish)).toBe('/resume');
    expect([finish.mock.calls, abandoned.mock.calls]).toEqual([[[proven]], []]);
  });

  it('counts for the signer whom the application named', async () => {
    account = named;
    expect(await completing.run({ ...answered, account: named }, finish)).toBe('/resume');
    expect(abandoned).not.toHaveBeenCalled();
  });

  it.each([
    ['another one', other],
    ['nobody', undefined],
  ])('that is of %s than the one the application named ends the key and grants nothing', async (_who, found) => {
    account = found;
    await expect(completing.run({ ...answered, account: named }, finish)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect([finish.mock.calls, abandoned.mock.calls]).toEqual([[], [[{ activationId: proven.activationId, reason: 'refused' }]]]);
  });

  it('for a request that was ended meanwhile ends the key', async () => {
    finish.mockRejectedValue(new OAuthRefusal('access_denied', 'The authorisation is no longer open'));
    await expect(completing.run(answered, finish)).rejects.toThrow('no longer open');
    expect(abandoned.mock.calls).toEqual([[{ activationId: proven.activationId, reason: 'refused' }]]);
  });

  it('is refused by what refused it, also where the SAM cannot be told', async () => {
    finish.mockRejectedValue(new OAuthRefusal('access_denied', 'The authorisation is no longer open'));
    abandoned.mockRejectedValue(new ServiceError('service.unavailable', 'the SAM is away'));
    await expect(completing.run(answered, finish)).rejects.toThrow('no longer open');
  });

  it('that completes nothing leaves nothing to end', async () => {
    carried = () => Promise.reject(new ServiceError('evidence.invalid', 'no'));
    await expect(completing.run(answered, finish)).rejects.toMatchObject({ code: 'evidence.invalid' });
    carried = () => Promise.resolve({ ...proven, activationId: undefined });
    await expect(completing.run(answered, finish)).rejects.toThrow('without an activation');
    expect([finish.mock.calls, abandoned.mock.calls]).toEqual([[], []]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { Browser } from './browser.js';
import { bootstrap, code, ISSUER, OperatorPeople, type Person } from './operator-people.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, Sca } from './sca.js';

let identity: RunningIdentity;
let people: OperatorPeople;
beforeAll(async () => {
  identity = await runIdentity();
  people = new OperatorPeople(identity);
});
afterAll(() => identity?.stop());

// First: nobody has been given any role yet.
it('the service is founded by its first security officer, and stays so when that role is withdrawn', async () => {
  const [auditor, officer] = [await people.person(), await people.person()];
  await people.grant(auditor, 'auditor');
  expect(await identity.roles.founding()).toEqual({ isFounded: false });
  await people.grant(officer, 'security-officer');
  expect(await identity.roles.founding()).toEqual({ isFounded: true });
  await identity.roles.withdraw({ operatorId: officer.operatorId, role: 'security-officer', ...bootstrap });
  await identity.roles.end({ operatorId: officer.operatorId, ...bootstrap });
  expect(await identity.roles.founding()).toEqual({ isFounded: true });
});

describe('a role', () => {
  it('is given by what the quorum decided, once', async () => {
    const olivia = await people.person();
    const proposalId = people.decided(people.grantOf(olivia, 'security-officer'));
    expect(await identity.roles.grant({ proposalId, ...bootstrap })).toEqual({ operatorId: olivia.operatorId, name: olivia.name, roles: ['security-officer'] });
    expect((await people.events('role-granted')).at(-1)).toMatchObject({ recipient: olivia.operatorId, particulars: { role: 'security-officer', proposalId } });
    await identity.roles.withdraw({ operatorId: olivia.operatorId, role: 'security-officer', ...bootstrap });
    // The same decision does not give it back.
    await expect(identity.roles.grant({ proposalId, ...bootstrap })).rejects.toMatchObject(code('proposal.state'));
    expect((await people.events('role-refused')).at(-1)).toMatchObject({ outcome: 'failure', particulars: { proposalId } });
    await expect(people.grant(olivia, 'security-officer')).resolves.toMatchObject({ roles: ['security-officer'] });
  });

  it.each<[string, (to: Person) => string, string]>([
    ['a proposal that waits for approvals', (to) => people.decided(people.grantOf(to, 'auditor'), { state: 'open' }), 'proposal.state'],
    ['a proposal of something else', () => people.decided({ act: 'limit-client', clientId: newId('cli'), multisign: 2 }), 'proposal.state'],
    ['a decision of yesterday', (to) => people.decided(people.grantOf(to, 'auditor'), { ageSeconds: 90_000 }), 'proposal.state'],
    ['a proposal nobody made', () => newId('prop'), 'proposal.unknown'],
    ['a decision about another name', ({ operatorId }) => people.decided(people.grantOf({ operatorId, name: 'Somebody Else' }, 'auditor')), 'role.forbidden'],
    ['a decision about nobody', () => people.decided(people.grantOf({ operatorId: newId('opr'), name: 'Olivia Ortiz' }, 'auditor')), 'operator.unknown'],
  ])('is not given by %s', async (_what, proposal, expected) => {
    const olivia = await people.person();
    await expect(identity.roles.grant({ proposalId: proposal(olivia), ...bootstrap })).rejects.toMatchObject(code(expected));
    expect((await people.events('role-refused')).at(-1)).toMatchObject({ outcome: 'failure', cause: expect.stringContaining(expected) });
    await expect(people.grant(olivia, 'auditor')).resolves.toMatchObject({ roles: ['auditor'] });
  });

  it('is not given to an account whose passkey nobody has made, or that has ended', async () => {
    const nobody = await people.invited();
    await expect(people.grant(nobody, 'auditor')).rejects.toMatchObject(code('role.forbidden'));
    await identity.roles.end({ operatorId: nobody.operatorId, ...bootstrap });
    await expect(people.grant(nobody, 'auditor')).rejects.toMatchObject(code('operator.unknown'));
  });

  it('does not stand beside what it may not, asked before and at the grant', async () => {
    const olivia = await people.person();
    await people.grant(olivia, 'security-officer');
    for (const role of ['system-engineer', 'system-operator', 'auditor'] as const) {
      const asked = { operatorId: olivia.operatorId, operatorName: olivia.name, role };
      await expect(identity.roles.check(asked)).rejects.toMatchObject(code('role.forbidden'));
      await expect(people.grant(olivia, role)).rejects.toMatchObject({ code: 'role.forbidden', detail: expect.stringContaining('security-officer') });
    }
    await expect(identity.roles.check({ operatorId: olivia.operatorId, operatorName: olivia.name, role: 'share-holder' })).resolves.toEqual({});
    await expect(people.grant(olivia, 'share-holder')).resolves.toMatchObject({ roles: ['security-officer', 'share-holder'] });
  });

  it('that may not stand beside another is given to one of two that are decided at the same time', async () => {
    const olivia = await people.person();
    const both = await Promise.allSettled([people.grant(olivia, 'security-officer'), people.grant(olivia, 'system-operator'), people.grant(olivia, 'auditor')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { operators } = await identity.roles.list({ limit: 200 });
    expect(operators.find(({ operatorId }) => operatorId === olivia.operatorId)?.roles).toHaveLength(1);
  });
});

describe('nobody is operator and signer', () => {
  it('of an account that signs there is no operator', async () => {
    const sca = await Sca.register(identity);
    const subject = newId('req');
    await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, $3)`, [sca.signerId, ISSUER, subject]);
    await expect(people.invited('Alice', subject)).rejects.toMatchObject(code('role.forbidden'));
    expect((await people.events('role-refused')).at(-1)).toMatchObject({ outcome: 'failure', cause: 'account-of-signer' });
    await expect(people.invited('Alice', newId('req'))).resolves.toMatchObject({ name: 'Alice' });
  });

  it('who is an operator completes no enrolment, and one who was may', async () => {
    const sca = await Sca.register(identity);
    const subject = newId('req');
    const { operatorId } = await identity.operators.create({ name: 'Olivia', account: { issuer: identity.provider.issuer, subject }, ...bootstrap });
    identity.provider.subject = subject;
    const enrol = async () => {
      const { enrolmentId } = identity.neighbours.openEnrolment(sca.signerId);
      const page = `${identity.origin}/enrolment/${enrolmentId}`;
      const browser = new Browser();
      await browser.get(page);
      const challenge = toBase64Url(enrolmentChallenge(identity.neighbours.enrolments.get(enrolmentId)?.statement ?? ''));
      const accepted = await browser.post(`${page}/act`, { challenge, act: actText({ kind: 'accept' }) });
      const { status } = await browser.follow(accepted, [identity.origin, identity.provider.issuer]);
      return [status, identity.neighbours.enrolments.get(enrolmentId)?.bound];
    };
    expect(await enrol()).toEqual([400, false]);
    expect((await people.events('enrolment-failed')).at(-1)).toMatchObject({ outcome: 'failure', cause: expect.stringContaining('role.forbidden') });
    await identity.roles.end({ operatorId, ...bootstrap });
    expect(await enrol()).toEqual([200, true]);
  });

  it('an account is that of one operator, until it ends', async () => {
    const { subject, operatorId } = await people.invited();
    await expect(people.invited('Another name', subject)).rejects.toMatchObject(code('request.duplicate'));
    await identity.roles.end({ operatorId, ...bootstrap });
    await expect(people.invited('Another name', subject)).resolves.toMatchObject({ name: 'Another name' });
  });
});

describe('operators', () => {
  it('are listed page by page, with how each stands', async () => {
    const [active, waiting, ended] = [await people.person('Page One'), await people.invited('Page Two'), await people.invited('Page Three')];
    await identity.roles.end({ operatorId: ended.operatorId, ...bootstrap });
    const found: { operatorId: string; state: string }[] = [];
    for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
      const page = await identity.roles.list({ limit: 7, ...(after === undefined ? {} : { after }) });
      found.push(...page.operators);
      after = page.next;
    }
    expect(new Set(found.map(({ operatorId }) => operatorId)).size).toBe(found.length);
    const stateOf = (operatorId: string) => found.find((one) => one.operatorId === operatorId)?.state;
    expect([active, waiting, ended].map(({ operatorId }) => stateOf(operatorId))).toEqual(['active', 'invited', 'ended']);
  });

  it.each(['end', 'withdraw'] as const)('that are not there: %s says so', async (call) => {
    const asked = { operatorId: newId('opr'), role: 'auditor', ...bootstrap } as const;
    await expect(call === 'end' ? identity.roles.end(asked) : identity.roles.withdraw(asked)).rejects.toMatchObject(code('operator.unknown'));
  });

  it('leave what they asked for, and what they were refused, in the log', async () => {
    const by = newId('opr');
    await identity.roles.report({ by, endpoint: 'createSubscriber', outcome: 'admitted' });
    await identity.roles.report({ by, endpoint: 'createSigner', outcome: 'refused', cause: 'roles: auditor' });
    expect((await people.events('operator-acted')).at(-1)).toMatchObject({
      actor: { kind: 'operator', id: by },
      particulars: { endpoint: 'createSubscriber' },
    });
    expect((await people.events('operator-refused')).at(-1)).toMatchObject({ outcome: 'failure', cause: 'roles: auditor' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { ALLOWED_RESPONSES, brokerPermissions } from './broker-permissions.js';
import { subjectFor, subjectStem } from './call.js';
import { calls } from './calls.js';
import { errorCodes, universalCodes } from './error-codes.js';
import { authorise, describeAuthorisation, redeemActivation, sendPresenceCode } from './sam/applications.js';
import { describeAttempt, extendActivation, pollSignatures, signHash, signHashAsync } from './sam/signing.js';
import { busServices } from './services.js';

describe('the contract table', () => {
  it('names each call once', () => {
    const subjects = calls.map(subjectStem);
    expect(subjects.length).toBeGreaterThan(20);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('has a caller for each call, and nobody calls itself', () => {
    for (const call of calls) {
      expect({ call: call.name, callers: call.callers.length > 0 }).toEqual({ call: call.name, callers: true });
      expect(call.callers).not.toContain(call.service);
    }
  });

  it('lists no universal code a second time', () => {
    for (const call of calls) for (const code of call.errors) expect(universalCodes).not.toContain(code);
  });

  it('uses every code that is not universal', () => {
    const used = new Set(calls.flatMap((call) => call.errors));
    const idle = Object.keys(errorCodes).filter((code) => !used.has(code as never) && !(universalCodes as readonly string[]).includes(code));
    expect(idle).toEqual([]);
  });

  it('gives no call more time than the broker gives its answer', () => {
    for (const call of calls)
      expect({ call: call.name, inTime: call.budgetMs > 0 && call.budgetMs < ALLOWED_RESPONSES.expiresMs }).toEqual({ call: call.name, inTime: true });
  });
});

describe('the broker’s permissions', () => {
  it('let the gateway ask the SAM for signatures and what explicit authorisation needs, and nothing else', () => {
    const { publish } = brokerPermissions('gateway');
    const authorising = [authorise, redeemActivation, describeAuthorisation, sendPresenceCode];
    const signing = [extendActivation, signHash, signHashAsync, pollSignatures, describeAttempt];
    const asked = [...authorising, ...signing].map((call) => subjectFor(call, 'gateway'));
    expect(publish.filter((subject) => subject.startsWith('paraph.sam.'))).toEqual(asked);
  });

  it('let nobody but the SAM give courier work', () => {
    for (const service of busServices)
      expect(brokerPermissions(service).publish.some((subject) => subject.startsWith('paraph.courier.'))).toBe(service === 'sam');
  });

  it('let a process publish calls under its own name only', () => {
    for (const service of busServices) {
      for (const subject of brokerPermissions(service).publish.filter((one) => /^paraph\.(?!event\.)/.test(one)))
        expect(subject.endsWith(`.${service}`)).toBe(true);
    }
  });

  it('let a process record its own events only', () => {
    for (const service of busServices) {
      for (const subject of brokerPermissions(service).publish.filter((one) => one.startsWith('paraph.event.')))
        expect(subject).toBe(`paraph.event.${service}.*`);
    }
  });

  it('give nobody a wildcard over another process', () => {
    for (const service of busServices) {
      const { publish, subscribe } = brokerPermissions(service);
      expect(publish.filter((subject) => /^(?:>|\*|paraph\.[*>]|_INBOX\b|\$JS\.API\.>)/.test(subject))).toEqual([]);
      for (const subject of subscribe) expect(subject.startsWith(`paraph.${service}.`) || subject === `_INBOX_${service.replaceAll('-', '_')}.>`).toBe(true);
    }
  });

  it('give JetStream rights to audit alone', () => {
    for (const service of busServices) expect(brokerPermissions(service).publish.some((subject) => subject.startsWith('$JS'))).toBe(service === 'audit');
  });

  it('give audit no verb that changes, empties, copies or deletes', () => {
    const verbs = brokerPermissions('audit').publish.flatMap((subject) => /^\$JS\.API\.([A-Z.]+)\.EVENT_/.exec(subject)?.[1] ?? []);
    expect([...new Set(verbs)].sort()).toEqual(['CONSUMER.CREATE', 'CONSUMER.INFO', 'CONSUMER.MSG.NEXT', 'STREAM.CREATE']);
  });
});

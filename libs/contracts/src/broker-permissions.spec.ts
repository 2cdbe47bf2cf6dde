import { describe, expect, it } from '@jest/globals';
import { ALLOWED_RESPONSES, brokerPermissions } from './broker-permissions.js';
import { replicaSubject, subjectFor, subjectStem } from './call.js';
import { calls } from './calls.js';
import { managementEndpoints } from './management/endpoints.js';
import { auditEndpoints } from './audit/api/endpoints.js';
import { errorCodes, universalCodes } from './error-codes.js';
import { authorise, describeAuthorisation, redeemActivation, sendPresenceCode } from './sam/applications.js';
import { issueSad } from './sam/activation.js';
import { acceptEnrolment, bindCertificate, destroyKey } from './sam/enrolment.js';
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
    // The two APIs over HTTP refuse some things themselves, before they call anybody.
    const used = new Set([...calls, ...Object.values(managementEndpoints), ...Object.values(auditEndpoints)].flatMap(({ errors }) => [...errors]));
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

  it('let nobody but the SAM give courier work, and key-lifecycle and audit only what courier words itself', () => {
    for (const service of busServices) {
      const asked = brokerPermissions(service).publish.filter((subject) => subject.startsWith('paraph.courier.'));
      if (service === 'key-lifecycle') expect(asked).toEqual(['paraph.courier.v1.inform.key-lifecycle']);
      else if (service === 'audit') expect(asked).toEqual(['paraph.courier.v1.sendSummary.audit']);
      else expect(asked.length > 0).toBe(service === 'sam');
    }
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

  it('let the SAM’s replicas hand on to each other what only the holder of a key can do, and nobody else', () => {
    const handedOn = [acceptEnrolment, bindCertificate, destroyKey, issueSad, signHash].map((call) => replicaSubject(call, '*')).sort();
    for (const service of busServices) {
      const { publish, subscribe } = brokerPermissions(service);
      const found = [publish, subscribe].map((subjects) => subjects.filter((subject) => subject.includes('.*.')).sort());
      expect(found).toEqual(service === 'sam' ? [handedOn, handedOn] : [[], []]);
    }
    expect(replicaSubject(signHash, 'rep_x')).toBe(`paraph.sam.rep_x.v${signHash.version}.signHash.sam`);
  });

  it('give JetStream rights to audit alone', () => {
    for (const service of busServices) expect(brokerPermissions(service).publish.some((subject) => subject.startsWith('$JS'))).toBe(service === 'audit');
  });

  it('give audit no verb that changes, empties, copies or deletes', () => {
    const verbs = brokerPermissions('audit').publish.flatMap((subject) => /^\$JS\.API\.([A-Z.]+)\.EVENT_/.exec(subject)?.[1] ?? []);
    expect([...new Set(verbs)].sort()).toEqual(['CONSUMER.CREATE', 'CONSUMER.INFO', 'CONSUMER.MSG.NEXT', 'STREAM.CREATE']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { auditEvent, type AuditEvent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { searchTerms } from './search-terms.js';

const event = (parts: Partial<AuditEvent>): AuditEvent =>
  auditEvent.parse({
    id: newId('evt'),
    source: 'sam',
    sequence: 1,
    type: 'signature-made',
    occurredAt: '2027-03-01T09:00:00.000Z',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    ...parts,
  });

describe('what an event is found by', () => {
  it('is who did it, for whom, at whose request, its correlation and what was signed', () => {
    const [signer, client, digest] = [newId('sgn'), newId('cli'), 'd'.repeat(43)];
    const found = searchTerms(
      event({ actor: { kind: 'signer', id: signer }, recipient: 'somebody', requester: client, correlationId: 'one', digests: [digest] }),
    );
    expect([...found].sort()).toEqual([signer, 'somebody', client, 'one', digest].sort());
  });

  it('is each identifier of ours in a particular, also of several, and what a closed list names', () => {
    const [one, other, act] = [newId('cred'), newId('cred'), newId('act')];
    const particulars = {
      credentials: `${one} ${other},${act}`,
      serialNumber: '4a5b',
      fingerprint: 'ff00',
      reason: `because of ${act}x`,
      name: 'Ada Lovelace',
    };
    expect([...searchTerms(event({ particulars }))].sort()).toEqual([one, other, act, '4a5b', 'ff00'].sort());
  });

  it('is once what stands in it twice, and never what all events of a source have', () => {
    const signer = newId('sgn');
    expect(searchTerms(event({ actor: { kind: 'signer', id: signer }, requester: signer, particulars: { signerId: signer } }))).toEqual([signer]);
    expect(searchTerms(event({ requester: 'identity' }))).toEqual([]);
  });
});

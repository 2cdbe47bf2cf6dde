import { describe, expect, it } from '@jest/globals';
import { groupDocuments, type ListedDocument } from './groups.js';

const listed = (labels: (string | undefined)[], source: (index: number) => ListedDocument['labelSource'] = () => 'unverified'): ListedDocument[] =>
  labels.map((label, index) => ({ position: index + 1, label, labelSource: source(index), hash: { algorithm: 'SHA-256', start: '', full: '' } }));
const groups = (documents: ListedDocument[]) =>
  groupDocuments(documents).map(({ kind, title, documents: some }) => [kind, title, some.map(({ position }) => position)]);

describe('documents are grouped', () => {
  it('by names that differ only in their numbers, what is like nothing else first', () => {
    expect(groups(listed(['Lease 1.pdf', 'Lease 2.pdf', 'Mortgage.pdf', 'Lease 10.pdf', 'Annex 1', 'Annex 2']))).toEqual([
      ['single', 'Mortgage.pdf', [3, 5, 6]],
      ['series', 'Lease ….pdf', [1, 2, 4]],
    ]);
  });

  it('under the name they share, with the numbers they share', () => {
    expect(groups(listed(['Payslip 2026-1 (v2).pdf', 'Payslip 2026-12 (v2).pdf', 'Payslip 2026-3 (v2).pdf'])).map(([, title]) => title)).toEqual([
      'Payslip 2026-… (v2).pdf',
    ]);
  });

  it('never across sources of their names', () => {
    const found = groups(listed(['Lease 1', 'Lease 2', 'Lease 3', 'Lease 4', 'Lease 5', 'Lease 6'], (index) => (index < 3 ? 'unverified' : 'client-signed')));
    expect(found.map(([, , positions]) => positions)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('those without a name apart', () => {
    expect(groups(listed([undefined, 'A', undefined])).map(([kind, , positions]) => [kind, positions])).toEqual([
      ['single', [2]],
      ['unnamed', [1, 3]],
    ]);
  });

  it('small series before long ones', () => {
    const names = [...Array.from({ length: 5 }, (_, index) => `Long ${index}`), 'Short 1', 'Short 2', 'Short 3'];
    expect(groups(listed(names)).map(([, title]) => title)).toEqual(['Short …', 'Long …']);
  });

  it('without losing or repeating one', () => {
    const names = Array.from({ length: 400 }, (_, index) => (index % 7 === 0 ? undefined : `Paper ${index % 13} of ${'abc'[index % 3]}`));
    const positions = groups(listed(names)).flatMap(([, , some]) => some as number[]);
    expect(positions.sort((one, other) => one - other)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  });
});

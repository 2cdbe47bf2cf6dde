import { NotApplicable, Unmet, type Statement } from '../statement.ts';

const says: Readonly<Record<string, string>> = {
  'CSC-170': 'a PDF comes back signed at level B-B',
  'CSC-171': 'digests come back as a detached CMS that verifies',
  'CSC-172': 'digests and documents together are refused',
  'CSC-173': 'neither digests nor documents is refused',
  'CSC-174': 'a credential or a qualifier must be named',
  'CSC-175': 'format, level, envelope and signed properties are known ones',
  'CSC-176': 'the format must be named',
  'CSC-177': 'a digest that contradicts the algorithm is refused',
  'CSC-178': 'a document that was not authorised is refused with 403',
  'CSC-179': 'the level is B-B unless named',
  'CSC-180': 'level B-T has a signature time-stamp',
  'CSC-181': 'validation data come when asked for',
  'CSC-182': 'each format has its own envelope unless named',
  'CSC-183': 'documents may be signed later',
};

/** `signatures/signDoc` (CSC v2 11.11). */
export const documentSigning: readonly Statement[] = Object.entries(says).map(([id, words]) => ({
  id,
  versions: ['v2'],
  says: words,
  check: async (p) => {
    if (!(await p.offers('signatures/signDoc'))) throw new NotApplicable('signatures/signDoc is not offered');
    // Offered and not looked at must never read like a pass.
    throw new Unmet('a check of this statement in the suite', 'none: signDoc is offered, and its checks are still to be written');
  },
}));

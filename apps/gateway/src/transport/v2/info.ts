import { toBase64 } from '@paraph/kernel';
import { z } from 'zod';
import type { ServiceDescription } from '../../domain/describe-service.js';
import { infoMembers, type InfoDress } from '../wire/info.js';

const added = {
  supportsRar: z.boolean(),
  asynchronousOperationMode: z.boolean(),
  validationInfo: z.boolean(),
  signAlgorithms: z.object({ algos: z.array(z.string()), algoParams: z.array(z.string()) }),
  signature_formats: z.object({ formats: z.array(z.enum(['C', 'X', 'P', 'J'])), envelope_properties: z.array(z.array(z.string())) }),
  conformance_levels: z.array(z.string()),
  supportedHashTypes: z.array(z.enum(['sdr', 'dtbsr', 'sodr'])),
};

/** What v2 says of the service beside what v1 says (v2 11.1, and 2.1 and 2.2 as far as clients tell). */
export const infoDress: InfoDress = {
  clause: '11.1',
  answer: z.object({ ...infoMembers, ...added }),
  dress: ({ signatureAlgorithms }: ServiceDescription): { readonly [Name in keyof typeof added]: z.output<(typeof added)[Name]> } => ({
    supportsRar: true,
    asynchronousOperationMode: true,
    validationInfo: false,
    // Text instead of null for "no parameters": one client refuses null, none refuses "".
    signAlgorithms: {
      algos: signatureAlgorithms.map(({ oid }) => oid),
      algoParams: signatureAlgorithms.map(({ parameters }) => (parameters ? toBase64(parameters) : '')),
    },
    // Hashes are signed, documents are not: there is no format to offer, and the members must be there.
    signature_formats: { formats: [], envelope_properties: [] },
    conformance_levels: [],
    supportedHashTypes: ['dtbsr'],
  }),
};

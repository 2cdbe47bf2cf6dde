import { z } from 'zod';
import { refusals, type CscError } from '../csc-error.js';
import type { Dialect } from './dialect.js';
import { member } from './member.js';
import { clientData, credentialId, digests, hashAlgorithm, secretText } from './members-in-common.js';

/** The members of `signatures/signHash` that both versions have, in the order of their tables (v1 11.9, v2 11.10). */
export const signHashMembers = (dialect: Dialect) => ({
  SAD: member(secretText().optional(), { invalid: refusals.missingString('SAD') }),
  credentialID: credentialId(),
  hashes: digests(dialect),
  signAlgo: member(z.string(), { missing: refusals.missingString('signAlgo') }),
  signAlgoParams: member(z.string().optional(), { invalid: refusals.missingString('signAlgoParams') }),
  hashAlgorithm: hashAlgorithm(dialect),
  clientData: clientData(),
});

/** The signatures, in the order of the hashes. */
export const signaturesAnswer = z.object({ signatures: z.array(z.string()) });

/** Rows of the table that are not of one member. */
export const signHashRows = ({ hashAlgorithm: named, errors, words }: Dialect): readonly CscError[] => [
  refusals.missingString('SAD'),
  refusals.invalid('SAD'),
  refusals.invalid('credentialID'),
  errors['hash.not_authorised'],
  refusals.missingString(named),
  refusals.invalid(named),
  refusals.invalid('signAlgo'),
  refusals.missingString('signAlgoParams'),
  refusals.invalid('signAlgoParams'),
  refusals.digestLength,
  refusals.disabled,
  refusals.sadExpired,
  words.certificateExpired('O=[organization],CN=[common_name]'),
];

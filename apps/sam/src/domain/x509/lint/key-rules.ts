import { keyAlgorithmFacts } from '@paraph/kernel';
import { certifiedProfiles, type LintRule } from './rule.js';

const curves: readonly (string | undefined)[] = [keyAlgorithmFacts.p256, keyAlgorithmFacts.p384, keyAlgorithmFacts.p521].map(({ curveOid }) => curveOid);

/** Shortest RSA modulus, in bits; the dated policy on algorithms decides beyond it which keys are made and sign. */
const RSA_BITS = 2_048;

/** The odd primes below 752: a modulus that one of them divides was not made of two large ones. */
const smallPrimes = Array.from({ length: 750 }, (_, index) => index + 2).filter((number) => !hasDivisor(number) && number > 2);

function hasDivisor(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return true;
  return false;
}

/** The key and how it is named. */
export const keyRules: readonly LintRule[] = [
  {
    id: 'key-algorithm',
    clause: 'ETSI TS 119 312',
    says: 'the key is on P-256, P-384 or P-521, or RSA of 2048 bits at least',
    holds: ({ fields: { key } }) =>
      key.family === 'ec' ? key.curveOid !== undefined && curves.includes(key.curveOid) : key.family === 'rsa' && key.modulus >> BigInt(RSA_BITS - 1) > 0n,
  },
  {
    id: 'rsa-exponent',
    clause: 'ETSI TS 119 312',
    says: 'an RSA exponent is odd, above 65536 and below 2^256',
    holds: ({ fields: { key } }) => key.family !== 'rsa' || (key.exponent % 2n === 1n && key.exponent > 65_536n && key.exponent >> 256n === 0n),
  },
  {
    id: 'rsa-modulus',
    clause: 'NIST SP 800-89 5.3.3',
    says: 'an RSA modulus is odd and has no factor below 752',
    holds: ({ fields: { key } }) => key.family !== 'rsa' || (key.modulus % 2n === 1n && smallPrimes.every((prime) => key.modulus % BigInt(prime) !== 0n)),
  },
  {
    id: 'subject-key-identifier',
    clause: 'RFC 5280 4.2.1.2',
    says: 'the subject key identifier is there, not critical, and computed from the key',
    origin: 'embedded',
    holds: ({ fields }) => {
      const { subjectKey } = fields.extensions;
      return subjectKey?.critical === false && subjectKey.identifier === fields.ownKeyIdentifier;
    },
  },
  {
    id: 'authority-key-identifier',
    clause: 'EN 319 412-2 4.3.1',
    says: 'the key identifier of the authority is there, not critical, and its own',
    profiles: certifiedProfiles,
    holds: ({ fields, issuer }) => {
      const { authorityKey } = fields.extensions;
      if (authorityKey?.critical !== false || authorityKey.identifier === undefined) return false;
      return issuer.keyIdentifier === undefined || authorityKey.identifier === issuer.keyIdentifier;
    },
  },
];

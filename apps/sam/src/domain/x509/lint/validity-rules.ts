import { authorityProfiles, certifiedProfiles, type LintRule } from './rule.js';

const MINUTE_MS = 60_000;
/** From here on a date is a GeneralizedTime (RFC 5280 section 4.1.2.5). */
const GENERALIZED_FROM = Date.UTC(2050, 0, 1);
/** How far before now we let a certificate of ours begin: it begins when it is made. */
const BACKDATED_MS = 5 * MINUTE_MS;

/** When it counts. */
export const validityRules: readonly LintRule[] = [
  {
    id: 'validity-order',
    clause: 'RFC 5280 4.1.2.5',
    says: 'it begins before it ends',
    holds: ({ fields: { validity } }) => validity.from < validity.to,
  },
  {
    id: 'validity-encoding',
    clause: 'RFC 5280 4.1.2.5',
    says: 'dates through 2049 are UTCTime, later ones GeneralizedTime, and all are whole seconds',
    holds: ({ fields: { validity } }) =>
      [validity.from, validity.to].every(
        (moment, index) =>
          moment.getMilliseconds() === 0 && validity.encodings[index] === (moment.getTime() < GENERALIZED_FROM ? ('utc' as const) : ('generalized' as const)),
      ),
  },
  {
    id: 'within-issuer',
    clause: 'house',
    says: 'it ends with its issuer at the latest',
    profiles: certifiedProfiles,
    holds: ({ fields: { validity }, issuer }) => validity.to <= issuer.validTo,
  },
  {
    id: 'authority-life',
    clause: 'CRT-08',
    says: 'an authority’s certificate, and with it its key, lives ten years at most',
    profiles: authorityProfiles,
    holds: ({ fields: { validity } }) => validity.to < tenYearsAfter(validity.from),
  },
  {
    id: 'life',
    clause: 'RFC 6960 4.2.2.2.1, CRT-05',
    says: 'it lives no longer than its profile lets it; the certificate of one session thirty minutes',
    // The last second is part of the validity (RFC 5280 section 4.1.2.5).
    holds: ({ fields: { validity }, profile }) => validity.to.getTime() - validity.from.getTime() <= (profile.longestLife - 1) * 1_000,
  },
  {
    id: 'begins-now',
    clause: 'house',
    says: 'it begins when it is made: five minutes earlier at most, never later',
    origin: 'embedded',
    holds: ({ fields: { validity }, now }) => validity.from <= now && now.getTime() - validity.from.getTime() <= BACKDATED_MS,
  },
  {
    id: 'not-over',
    clause: 'house',
    says: 'it is not over already',
    holds: ({ fields: { validity }, now }) => now <= validity.to,
  },
];

function tenYearsAfter(moment: Date): Date {
  const later = new Date(moment);
  later.setUTCFullYear(later.getUTCFullYear() + 10);
  return later;
}

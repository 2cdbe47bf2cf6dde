/**
 * What policies want written down (AUD-01), and what we add to it. Each type of event is about one of these, so that a matter without events, and an event
 * without a matter, are both seen.
 */
export const auditedMatters = {
  service: 'start and stop of systems, and what they do without being asked',
  logging: 'start, stop, settings and failures of logging; who reads and copies the log',
  account: 'accounts of subscribers, applications and signers, their rights and data by which they are known',
  role: 'people in roles of trust: rights, connections, failed tries, what they decided',
  key: 'keys: made, carried, protected, destroyed',
  certificate: 'certificates: asked for, issued, bound, revoked, published',
  activation: 'authentication of signers, means, activation data',
  signature: 'signatures: intended, made, failed, refused',
  policy: 'settings and policies in force',
  detection: 'what looked wrong, and what became of it',
  manual: 'what people write down themselves: access to rooms, maintenance, staff, media',
} as const;

export type AuditedMatter = keyof typeof auditedMatters;

/** A type of event: what it is about, and what it says in a sentence. */
export type EventMeaning = readonly [matter: AuditedMatter, says: string];

import type { TransactionStage } from '@paraph/contracts';

/** Which stage of a transaction a type of event belongs to; what has no row is no part of one. */
export const stageOf: Readonly<Partial<Record<string, TransactionStage>>> = {
  'key-generated': 'key',
  'credential-requested': 'key',
  'session-opened': 'key',
  'enrolment-opened': 'key',
  'enrolment-accepted': 'key',
  'certificate-requested': 'certificate',
  'certificate-composed': 'certificate',
  'certificate-issued': 'certificate',
  'certificate-bound': 'certificate',
  'credential-activated': 'certificate',
  'credential-renewed': 'certificate',
  'authorisation-opened': 'request',
  'authorisation-refused': 'request',
  'activation-opened': 'request',
  'activation-refused': 'request',
  'order-refused': 'request',
  'code-sent': 'authentication',
  'link-sent': 'authentication',
  'evidence-given': 'authentication',
  'evidence-refused': 'authentication',
  'means-locked': 'authentication',
  'activation-completed': 'approval',
  'activation-abandoned': 'approval',
  'activation-extended': 'authorisation',
  'sad-issued': 'authorisation',
  'token-issued': 'authorisation',
  'token-revoked': 'authorisation',
  'signature-intended': 'signature',
  'signature-made': 'signature',
  'signature-failed': 'signature',
  'signature-refused': 'signature',
  'credential-suspended': 'afterwards',
  'credential-resumed': 'afterwards',
  'credential-revoked': 'afterwards',
  'credential-expired': 'afterwards',
  'credential-destroyed': 'afterwards',
  'session-ended': 'afterwards',
  'revocation-requested': 'afterwards',
  'revocation-confirmed': 'afterwards',
  'revocation-noticed': 'afterwards',
  'revocation-proven': 'afterwards',
  'key-destroyed': 'afterwards',
};

/** What a credential's life has that belongs to each of its transactions. */
export const lifeTypes: readonly string[] = Object.entries(stageOf)
  .filter(([, stage]) => stage === 'key' || stage === 'certificate' || stage === 'afterwards')
  .map(([type]) => type);

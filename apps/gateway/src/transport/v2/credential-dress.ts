import type { CredentialV2 } from '../wire/credential-members.js';
import type { CredentialView } from '../wire/credential-view.js';
import { factorWords, type FactorId } from '../wire/factor-labels.js';

type AuthObject = CredentialV2['auth']['objects'][number];

/** What each factor is to CSC v2 (5.4 of the data model: authentication objects). */
const kinds: Readonly<Record<FactorId, Pick<AuthObject, 'type' | 'format' | 'generator'>>> = {
  PIN: { type: 'Password', format: 'N' },
  OTP: { type: 'ChallengeResponse', format: 'N' },
  TOTP: { type: 'Password', format: 'N', generator: 'totp' },
  ORDER: { type: 'Password', format: 'A' },
  LINK: { type: 'ChallengeResponseOOB' },
};
const order = Object.keys(kinds) as FactorId[];

/** A credential as v2 tells it (v2 11.5). */
export function credentialAnswer(view: CredentialView): CredentialV2 {
  const { credential, facts, key, certificate } = view;
  const { signatureQualifier } = facts ?? {};
  return {
    ...(credential.description === '' ? {} : { description: credential.description }),
    ...(signatureQualifier === undefined ? {} : { signatureQualifier }),
    key,
    cert: certificate,
    auth: authorisationOf(view),
    SCAL: facts?.scal ?? '2',
    multisign: credential.multisign,
    ...view.lang,
  };
}

/**
 * The objects are told whether `authInfo` asks or not: an explicit credential without objects would be read as one whose signer is asked elsewhere,
 * and one client needs the member always. Their descriptions, which say where messages go, are for who asks.
 */
function authorisationOf({ facts, language, tellsFactors }: CredentialView): CredentialV2['auth'] {
  if (facts === undefined || (facts.explicit.length === 0 && !facts.byLink)) return { mode: 'oauth2code', objects: [] };
  const combinations: FactorId[][] = [...facts.explicit, ...(facts.byLink ? [['LINK'] as FactorId[]] : [])];
  // By link alone is what v1 calls implicit: explicit without objects (v2 8.3).
  if (facts.explicit.length === 0) return { mode: 'explicit', objects: [] };
  const used = order.filter((id) => combinations.some((one) => one.includes(id)));
  const objects = used.map((id): AuthObject => {
    const { label, description } = factorWords(id, language, facts.message);
    return { ...kinds[id], id, label, ...(tellsFactors ? { description } : {}) };
  });
  return { mode: 'explicit', expression: expressionOf(combinations), objects };
}

function expressionOf(combinations: readonly (readonly FactorId[])[]): string {
  const alternatives = combinations.map((one) => order.filter((id) => one.includes(id)).join(' AND '));
  return alternatives.length === 1 ? alternatives.join() : alternatives.map((one) => (one.includes(' ') ? `(${one})` : one)).join(' OR ');
}

import type { CredentialV1 } from '../wire/credential-members.js';
import type { CredentialView } from '../wire/credential-view.js';
import { factorWords } from '../wire/factor-labels.js';
import { factorsOf } from './factors.js';

/** A credential as v1 tells it (v1 11.5). */
export function credentialAnswer(view: CredentialView): CredentialV1 {
  const { credential, facts, key } = view;
  // What 2.2 added is not told here.
  const { policy: _policy, qcStatements: _statements, ...cert } = view.certificate;
  return {
    ...(credential.description === '' ? {} : { description: credential.description }),
    key,
    cert,
    authMode: factorsOf(facts).mode,
    SCAL: facts?.scal ?? '2',
    ...groups(view),
    multisign: credential.multisign,
    ...view.lang,
  };
}

/** The groups of an explicit credential, for who asks. */
function groups({ facts, language, tellsFactors }: CredentialView): Pick<CredentialV1, 'PIN' | 'OTP'> {
  const { mode, pin, otp, code } = factorsOf(facts);
  if (mode !== 'explicit' || !tellsFactors) return {};
  return {
    PIN: pin === 'false' ? { presence: pin } : { presence: pin, format: 'N', ...factorWords('PIN', language, facts?.message) },
    OTP:
      otp === 'false'
        ? { presence: otp }
        : { presence: otp, type: code === 'OTP' ? 'online' : 'offline', format: 'N', ...factorWords(code, language, facts?.message), ID: code },
  };
}

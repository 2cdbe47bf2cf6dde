import type { EvidenceDraft } from '../../ports/evidence-verifier.js';

/** What a code is bound to. */
export interface CodeBond {
  readonly reference: string;
  readonly challenge: Uint8Array;
  /** `presence`: the message named no documents, so the code proves that the signer was there, and never more. */
  readonly scope: 'draft' | 'presence';
}

/** The bond of a code without hashes: one credential, one client (CSC v1 sendOTP, v2 getChallenge). */
export function presenceBond({ credentialId, clientId }: { readonly credentialId: string; readonly clientId: string }): CodeBond {
  return { reference: `presence/${credentialId}/${clientId}`, challenge: new Uint8Array(), scope: 'presence' };
}

/** Which code answers for a draft: one that named it, or in explicit authorisation, where the draft comes last, one without hashes. */
export function bondOf({ mode, reference, challenge, credentialId, clientId }: EvidenceDraft): CodeBond {
  return mode === 'explicit' && clientId !== undefined ? presenceBond({ credentialId, clientId }) : { reference, challenge, scope: 'draft' };
}

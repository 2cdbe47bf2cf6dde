/** Whose fault a refusal is; a bug is logged as an error, anything else as a warning. */
export type Fault = 'caller' | 'signer' | 'operator' | 'dependency' | 'bug';

interface ErrorFacts {
  readonly meaning: string;
  readonly fault: Fault;
}

/** Every expected refusal, declared once. An edge maps each code to its own wire; a missing row does not compile. */
export const errorCodes = {
  'request.invalid': { meaning: 'The message does not have the shape the contract asks for.', fault: 'caller' },
  'request.duplicate': { meaning: 'The identifier is taken by something else.', fault: 'caller' },
  'request.too_many': { meaning: 'Whoever asks has asked more often than is allowed: try again later.', fault: 'caller' },
  'caller.forbidden': { meaning: 'This process may not make this call.', fault: 'caller' },
  'deadline.exceeded': { meaning: 'The work cannot be finished in the time the caller has left.', fault: 'dependency' },
  'service.unavailable': { meaning: 'The process that answers this call is not there or is stopping.', fault: 'dependency' },
  'service.forbidden': { meaning: 'The bus refused the message: the contract does not allow this caller.', fault: 'bug' },
  internal: { meaning: 'A broken invariant. The correlation id finds it in the log.', fault: 'bug' },

  'subscriber.unknown': { meaning: 'No subscriber has this identifier.', fault: 'caller' },
  'client.unknown': { meaning: 'No client has this identifier.', fault: 'caller' },
  'signer.unknown': { meaning: 'No signer has this identifier.', fault: 'caller' },

  'login.refused': { meaning: 'User name and password, or the refresh token, do not open a login.', fault: 'caller' },
  'login.throttled': { meaning: 'Too many wrong logins from there, or for this account: try again later.', fault: 'caller' },
  'token.unknown': { meaning: 'No token of this caller is the one that is meant.', fault: 'caller' },

  'credential.unknown': { meaning: 'No credential has this identifier, or it is not visible to the caller.', fault: 'caller' },
  'credential.disabled': { meaning: 'The credential is not active: suspended, revoked, expired or not finished.', fault: 'signer' },
  'credential.certificate_expired': { meaning: 'The certificate of the credential is no longer valid.', fault: 'signer' },
  'credential.certificate_mismatch': { meaning: 'The certificate is not the one this key may be bound to.', fault: 'dependency' },
  'credential.state': { meaning: 'The credential is not in the state this act needs.', fault: 'caller' },

  'session.over': { meaning: 'The one-session key ended: its session is over, or the process that held it is gone.', fault: 'caller' },
  'pool.empty': { meaning: 'No key of this kind is ready, and the policy does not wait for one.', fault: 'operator' },

  'container.unknown': { meaning: 'No container has this identifier, or it is not visible to the caller.', fault: 'caller' },
  'container.state': { meaning: 'The container is not in the state this act needs.', fault: 'caller' },
  'container.limit': { meaning: 'The container’s policy does not allow this signature: the day’s count, the hour, or the digest algorithm.', fault: 'caller' },

  'operator.unknown': { meaning: 'No operator has this identifier.', fault: 'caller' },
  'operator.refused': { meaning: 'The sign-in of an operator is not valid, or its session is over.', fault: 'caller' },
  'operator.forbidden': { meaning: 'The roles of the operator do not cover this act.', fault: 'caller' },
  'role.forbidden': { meaning: 'The role may not stand beside what this person is already.', fault: 'caller' },

  'algorithm.unsupported': { meaning: 'The algorithm is unknown, too weak by the dated policy, or does not fit the key.', fault: 'caller' },
  'hash.algorithm_missing': { meaning: 'The signature algorithm implies no digest and none is named.', fault: 'caller' },
  'hash.algorithm_unsupported': { meaning: 'The digest algorithm is unknown or too weak.', fault: 'caller' },
  'hash.length': { meaning: 'A digest does not have the length its algorithm makes.', fault: 'caller' },
  'hash.not_authorised': { meaning: 'A digest is not among those the signer approved, or was already used.', fault: 'caller' },

  'activation.unknown': { meaning: 'No activation has this identifier, or it is not visible to the caller.', fault: 'caller' },
  'activation.state': { meaning: 'The activation is not in the state this act needs.', fault: 'caller' },
  'activation.expired': { meaning: 'The draft was not completed in time.', fault: 'signer' },
  'activation.too_many': { meaning: 'More signatures are asked for than the credential or the client may have at once.', fault: 'caller' },

  'activation.busy': { meaning: 'The client or the credential has as many open authorisations as it may have at once.', fault: 'caller' },

  'enrolment.unknown': { meaning: 'No enrolment has this identifier.', fault: 'caller' },
  'enrolment.state': { meaning: 'The enrolment is not in the state this act needs.', fault: 'caller' },
  'enrolment.expired': { meaning: 'The enrolment was not completed in time.', fault: 'signer' },

  'evidence.invalid': { meaning: 'The evidence does not prove this signer for this challenge.', fault: 'caller' },
  'evidence.missing': { meaning: 'Another means has to be given first, or the policy does not ask for this one.', fault: 'caller' },
  'evidence.locked': { meaning: 'Too many wrong tries: the means is locked until its owner unlocks it.', fault: 'signer' },
  'evidence.too_many_codes': { meaning: 'No further code is sent for now.', fault: 'signer' },
  'evidence.provider_unknown': { meaning: 'No identity provider with this issuer is pinned in the SAM.', fault: 'operator' },

  'change.unknown': { meaning: 'No change of a credential has this identifier.', fault: 'caller' },
  'change.state': { meaning: 'The change is not in the state this act needs.', fault: 'caller' },
  'change.expired': { meaning: 'The change was not completed in time.', fault: 'signer' },
  'means.unknown': { meaning: 'The credential has no such means of authentication.', fault: 'caller' },

  'proposal.unknown': { meaning: 'No proposal has this identifier.', fault: 'caller' },
  'proposal.state': { meaning: 'The proposal is decided, expired, or approved by this person already.', fault: 'caller' },
  'proposal.refused': { meaning: 'The approval is not one of an approver over this proposal.', fault: 'caller' },
  'proposal.impossible': { meaning: 'What is proposed cannot be done: the quorum is not founded, or the thing it is about is not there.', fault: 'operator' },

  'order.invalid': { meaning: 'The order or request object is not one of this client for exactly this.', fault: 'caller' },
  'proof.invalid': { meaning: 'The proof of possession is missing, not by the key the SAD is bound to, or not for this request.', fault: 'caller' },

  'message.unreadable': { meaning: 'The message does not open with courier’s key.', fault: 'bug' },
  'message.undeliverable': { meaning: 'The SMS or e-mail gateway did not take the message.', fault: 'dependency' },

  'certificate.pending': {
    meaning: 'The certification authority has the request and has not decided yet: ask again later with the same id.',
    fault: 'dependency',
  },
  'authority.unavailable': { meaning: 'The certification authority does not answer, or not in a way that can be trusted.', fault: 'dependency' },
  'protection.refused': { meaning: 'This is no message to a certification authority that the SAM protects.', fault: 'bug' },
  'proof.unfit': { meaning: 'What was brought does not prove that the bound certificate was revoked by its issuer.', fault: 'dependency' },

  'log.inconsistent': { meaning: 'The tree head is not larger than the last one signed for this log, or its consistency proof does not verify.', fault: 'bug' },

  'event.unknown': { meaning: 'The log has no such event, or none that its reader may see.', fault: 'caller' },
  'head.unknown': { meaning: 'No signed head has this size, or none is over this event yet: ask again in a second.', fault: 'caller' },
  'transaction.unknown': { meaning: 'No signature, activation or response has this identifier, or it is none of its reader’s.', fault: 'caller' },
  'finding.unknown': { meaning: 'No finding has this identifier.', fault: 'operator' },
  'finding.state': { meaning: 'The finding is not in a state that allows this.', fault: 'operator' },
  'archive.unknown': { meaning: 'No archive has this month.', fault: 'operator' },
  'archive.incomplete': { meaning: 'Not every target has a whole copy of this month: nothing of it may be put away.', fault: 'operator' },

  'attempt.partial': {
    meaning: 'The token signed a part of the hashes and not the rest. The signatures that exist can be fetched by the attempt’s id.',
    fault: 'dependency',
  },
  'attempt.unknown': { meaning: 'No attempt to sign of this SAD has this identifier.', fault: 'caller' },

  'attempt.too_many': { meaning: 'As many asynchronous requests wait as may wait at once: nothing was taken, try again later.', fault: 'caller' },
  'timestamp.refused': { meaning: 'The time-stamping authority gave no time-stamp for this request.', fault: 'dependency' },

  'sad.invalid': { meaning: 'The SAD is not one the SAM made, or not for this bearer, client or credential.', fault: 'caller' },
  'sad.expired': { meaning: 'The SAD is genuine and its time is over.', fault: 'caller' },
  'sad.spent': { meaning: 'Nothing is left of what the SAD authorised.', fault: 'caller' },

  'certificate.refused': { meaning: 'The certification authority refused the request.', fault: 'dependency' },
  'hsm.unavailable': { meaning: 'The token does not answer or has no session to give.', fault: 'dependency' },
  'hsm.refused': { meaning: 'The token refused the operation before it signed anything.', fault: 'dependency' },
  'hsm.ambiguous': { meaning: 'The token failed in a way that does not tell whether it signed.', fault: 'dependency' },
  'clock.unreliable': { meaning: 'The SAM’s clock was stepped, or is not shown to be right: nothing that depends on the time is done.', fault: 'operator' },
  'log.behind': { meaning: 'Events wait too long, or are too many, on their way to the audit log: nothing that makes more is begun.', fault: 'dependency' },
  'journal.closed': {
    meaning: 'The SAM’s journal is not whole, or not proven to be: nothing is signed until it is, or people have decided.',
    fault: 'operator',
  },
  'record.tampered': { meaning: 'A stored record does not carry the MAC it should, or is older than the journal knows.', fault: 'bug' },
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorCodes;

/** Tells a known code from any other text. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

/** Codes any call may answer, without listing them. */
export const universalCodes = [
  'request.invalid',
  'caller.forbidden',
  'deadline.exceeded',
  'service.unavailable',
  'service.forbidden',
  'internal',
] as const satisfies readonly ErrorCode[];

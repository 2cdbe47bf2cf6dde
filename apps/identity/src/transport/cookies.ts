import type { SealedCookie } from './browser-cookies.js';

/** A signer's way to the identity provider and back. */
const WAY_SECONDS = 15 * 60;

/** Ties a draft's evidence to the browser it is collected in. Without it, anybody's login at the provider could complete a stranger's request. */
export function evidenceCookie(reference: string): SealedCookie {
  return { name: `paraph_evidence_${reference}`, path: '/evidence', lifetimeSeconds: WAY_SECONDS };
}

/** Remembers an ordinary login; one per attempt, so that two tabs do not meet. */
export function loginCookie(state: string): SealedCookie {
  return { name: `paraph_login_${state}`, path: '/login', lifetimeSeconds: WAY_SECONDS };
}

/** Ties an enrolment to the browser that was sent to read what it is about. */
export function enrolmentCookie(enrolmentId: string): SealedCookie {
  return { name: 'paraph_enrolment', path: `/enrolment/${enrolmentId}`, lifetimeSeconds: 60 * 60 };
}

/** Ties a change to the browser it was opened in. */
export function changeCookie(changeId: string): SealedCookie {
  return { name: 'paraph_change', path: `/change/${changeId}`, lifetimeSeconds: 60 * 60 };
}

/** Ties the way of a link to the browser it was opened in. */
export function linkCookie(activationId: string): SealedCookie {
  return { name: 'paraph_activation', path: `/activation/${activationId}`, lifetimeSeconds: 60 * 60 };
}

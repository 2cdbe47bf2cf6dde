/**
 * Why a passkey did not come about, by the name of the browser's error (WebAuthn Level 3, 5.1.3 and 5.1.4).
 * @param {unknown} reason
 * @returns {keyof import('../messages.js').Messages['evidence']['failures']}
 */
export function failureOf(reason) {
  switch (reason instanceof Error ? reason.name : undefined) {
    // Deliberately the same for "cancelled", "took too long" and "no such passkey here": a browser does not tell which.
    case 'NotAllowedError':
      return 'cancelled';
    case 'AbortError':
      return 'stopped';
    case 'SecurityError':
      return 'refused';
    case 'InvalidStateError':
      return 'registered';
    case 'NotSupportedError':
    case 'ConstraintError':
      return 'unsupported';
    default:
      return 'unforeseen';
  }
}

/** Whether this browser has passkeys at all. */
export function hasWebAuthn() {
  return typeof window.PublicKeyCredential === 'function' && navigator.credentials !== undefined;
}

/** How long a person may take, in milliseconds: two minutes, and never beyond the end of the request. @param {number} end Unix seconds */
export function patience(end) {
  return Math.max(1_000, Math.min(120_000, end * 1_000 - Date.now()));
}

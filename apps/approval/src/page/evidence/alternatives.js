/**
 * @typedef {import('../reading/asking.js').EvidenceKind} EvidenceKind
 * @typedef {import('../reading/asking.js').StatedMeans} StatedMeans
 * @typedef {'noPasskey' | 'noWebAuthn' | 'noProvider' | 'noCode' | 'noSupervisor' | 'byApplication'} Obstacle
 * @typedef {{ kinds: EvidenceKind[], given: EvidenceKind[], next: EvidenceKind, obstacle: Obstacle | undefined }} Alternative
 */

/**
 * The order in which kinds are asked for. What can be guessed comes last: the SAM looks at a PIN or a TOTP code only
 * after another factor of the same request was verified (architecture 6.2).
 * @type {readonly EvidenceKind[]}
 */
const ORDER = ['passkey', 'supervised-code', 'one-time-code', 'oidc', 'order', 'totp', 'pin'];

/**
 * The alternatives a signer may still choose between, each with what is asked next. `given` is identity's hint: where it
 * fits no alternative, or would leave nothing to ask, it is not taken, and the SAM says what it thinks.
 * @param {readonly EvidenceKind[][]} evidence
 * @param {readonly EvidenceKind[]} given
 * @param {{ means: StatedMeans, hasWebAuthn: boolean }} possible
 * @returns {Alternative[]}
 */
export function alternativesOf(evidence, given, possible) {
  const remaining = evidence.filter((kinds) => given.every((kind) => kinds.includes(kind)));
  const isHintGood = remaining.length > 0 && remaining.every((kinds) => kinds.length > given.length);
  return (isHintGood ? remaining : evidence).flatMap((some) => {
    const kinds = ORDER.filter((kind) => some.includes(kind));
    const done = isHintGood ? kinds.filter((kind) => given.includes(kind)) : [];
    const missing = kinds.filter((kind) => !done.includes(kind));
    const [next] = missing;
    const obstacle = missing.map((kind) => obstacleTo(kind, possible)).find((one) => one !== undefined);
    return next === undefined ? [] : [{ kinds: [...done, ...missing], given: done, next, obstacle }];
  });
}

/**
 * Why a kind cannot be asked for here and now.
 * @param {EvidenceKind} kind
 * @param {{ means: StatedMeans, hasWebAuthn: boolean }} possible
 * @returns {Obstacle | undefined}
 */
function obstacleTo(kind, { means, hasWebAuthn }) {
  switch (kind) {
    case 'passkey':
      if (!means.passkeys) return 'noPasskey';
      return hasWebAuthn ? undefined : 'noWebAuthn';
    case 'oidc':
      return means.provider === undefined ? 'noProvider' : undefined;
    case 'one-time-code':
      return means.code ? undefined : 'noCode';
    case 'supervised-code':
      if (!means.code) return 'noCode';
      if (!means.supervisors) return 'noSupervisor';
      return hasWebAuthn ? undefined : 'noWebAuthn';
    case 'order':
      return 'byApplication';
    case 'pin':
    case 'totp':
      return undefined;
  }
}

/** A name under which this tab remembers which alternative was taken. @param {Alternative} alternative */
export function alternativeName({ kinds }) {
  return [...kinds].sort().join('+');
}

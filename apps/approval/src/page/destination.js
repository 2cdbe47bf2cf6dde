/**
 * Where each decision leads. The origin comes with the release, never from the address, so a forged request cannot
 * send anybody elsewhere.
 * @param {string} identityOrigin
 * @param {string} uid already checked by `parseFragment`
 */
export function destinations(identityOrigin, uid) {
  const interaction = `${identityOrigin}/interaction/${uid}`;
  return {
    /** @param {string} challenge base64url */
    proceed: (challenge) => `${interaction}/continue?challenge=${challenge}`,
    refuse: `${interaction}/refuse`,
  };
}

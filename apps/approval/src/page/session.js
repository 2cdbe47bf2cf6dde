/**
 * What this tab remembers of a request until it is closed, so that a signer who comes back from identity goes on where
 * they were: the language they chose, that they consented to a statement, which of the alternatives they took, and the
 * digest of the means they registered. Nothing that was typed, and nothing that another origin could write.
 */

/** @param {string} name @returns {string | undefined} */
export function recall(name) {
  try {
    return window.sessionStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    window.sessionStorage.setItem(name, value);
  } catch {
    // A browser that stores nothing asks again; only a registration cannot go on, and the page says so.
  }
}

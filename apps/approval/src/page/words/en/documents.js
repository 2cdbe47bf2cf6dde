/** What the list of documents says. */
export const documents = {
  heading: (/** @type {number} */ count) => (count === 1 ? 'Document' : `Documents (${count})`),
  number: (/** @type {number} */ position, /** @type {number} */ total) => `Document ${position} of ${total}`,
  sources: {
    unverified: 'Name given by the application, not verified',
    'client-signed': 'Name signed by the application',
  },
  groupSources: {
    unverified: 'Names given by the application, not verified',
    'client-signed': 'Names signed by the application',
  },
  unnamed: '(no name)',
  unverifiedNote:
    'Names that are not verified are only what the application says. What you sign is fixed by the hash: to be sure, compare its first eight characters with those that the application shows.',
  noneNamed: (/** @type {number} */ count) =>
    count === 1
      ? 'This document has no name: only its hash says what you sign. Go on only if you can compare its first eight characters with those that the application shows.'
      : `None of these ${count} documents has a name: only their hashes say what you sign. Go on only if you can compare their first eight characters with those that the application shows.`,
  groups: {
    single: (/** @type {number} */ count) => (count === 1 ? 'One document with a name of its own' : `Documents with names of their own (${count})`),
    unnamed: (/** @type {number} */ count) => (count === 1 ? 'One document without a name' : `Documents without a name (${count})`),
  },
  countIn: (/** @type {number} */ count) => ` (${count})`,
  scroll: (/** @type {number} */ count) => `Scroll this list to see all ${count}.`,
  search: 'Find a document by name or hash',
  searchHint: (/** @type {number} */ total) => `All ${total} documents are part of the request, whatever is shown here.`,
  found: (/** @type {number} */ shown, /** @type {number} */ total) =>
    shown === total ? `All ${total} documents shown` : `${shown} of ${total} documents shown`,
  showHashes: 'Show all hashes in full',
};

/** Digests of the approval page's files. */
export const PAGE_FILE = 'approval-page.json';
/** The signed statement of how the files came about. */
export const PROVENANCE_FILE = 'provenance.dsse.json';
/** What `sha256sum --check` reads. */
export const SUMS_FILE = 'SHA256SUMS';

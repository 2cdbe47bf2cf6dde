/**
 * Why the page will not show a request. Each has its own sentence in both languages.
 * @typedef {'request.missing' | 'request.malformed' | 'request.foreign_registration' | 'statement.malformed'
 *   | 'statement.unknown_key' | 'statement.bad_signature' | 'statement.unsupported' | 'statement.expired'
 *   | 'statement.not_yet_valid' | 'page.insecure' | 'page.no_key'} RefusalCode
 */

/** The one way in which anything on this page says no. */
export class Refusal extends Error {
  /**
   * @param {RefusalCode} code
   * @param {string} detail for the technical line and the robot, never a sentence for the signer
   * @param {unknown} [cause]
   */
  constructor(code, detail, cause) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

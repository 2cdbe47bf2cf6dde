/** A call with more hashes than the operator lets this client put into one. */
export class TooManyHashes extends Error {
  override readonly name = 'TooManyHashes';

  constructor(readonly most: number) {
    super(`more than ${most} hashes in one call`);
  }
}

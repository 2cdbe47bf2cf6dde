/** The request a browser came with does not wait (any more) or is not this browser's. */
export class InteractionOver extends Error {
  override readonly name = 'InteractionOver';

  constructor(reason: string) {
    super(`the authorisation request is over: ${reason}`);
  }
}

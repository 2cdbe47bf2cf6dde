/** What is asked needs a key that another replica holds: it goes there, and is decided there. No refusal, and no answer to a caller. */
export class HeldElsewhere extends Error {
  override readonly name = 'HeldElsewhere';

  constructor(
    readonly replica: string,
    readonly credentialId: string,
  ) {
    super('the key is held by another replica');
  }
}

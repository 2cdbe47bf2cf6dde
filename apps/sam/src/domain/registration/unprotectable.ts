/** Why a message is not signed; for the event, never for the caller. */
export class Unprotectable extends Error {
  override readonly name = 'Unprotectable';
}

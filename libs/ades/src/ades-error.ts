/** Why a document was not prepared or not completed. A closed union, so that a caller can switch on it. */
export type AdesErrorCode =
  | 'document.empty'
  | 'document.unreadable'
  | 'document.encrypted'
  | 'document.locked'
  | 'certificate.unreadable'
  | 'algorithm.unsupported'
  | 'byte_range.wrong'
  | 'contents.too_small'
  | 'signature.wrong';

/** An expected refusal of this library; its message is fit for the person who brought the document. */
export class AdesError extends Error {
  override readonly name = 'AdesError';

  constructor(
    readonly code: AdesErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

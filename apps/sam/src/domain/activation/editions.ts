import { ServiceError } from '@paraph/contracts';
import { Reason } from '../refusals.js';

/** Which SAD of its activation something is of; the first one does not say it. */
export function editionOf({ edition }: { readonly edition?: number | undefined }): number {
  return edition ?? 1;
}

/** What a SAD meets in whose place another was given out: to its bearer it is as invalid as one that was made up. */
export function replacedSad(): ServiceError {
  return new ServiceError('sad.invalid', 'the SAD is not valid', { cause: new Reason('another SAD has taken its place') });
}

import type { Letter } from './notice-book.js';

/** Who tells signers and subscribers. */
export abstract class Messengers {
  /** Answers whether there was anybody to tell. Repeated under the same letter, it is told once. @throws ServiceError if it could not be told now */
  abstract tell(letter: Letter): Promise<boolean>;
}

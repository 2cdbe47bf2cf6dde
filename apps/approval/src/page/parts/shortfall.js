/** What is still missing before something can go on, as a sentence for the person; said beside the field it is about, if there is one. */
export class Shortfall extends Error {
  /**
   * @param {string} sentence
   * @param {import('./field.js').Complaining} [field]
   */
  constructor(sentence, field) {
    super(sentence);
    this.name = 'Shortfall';
    this.field = field;
  }
}

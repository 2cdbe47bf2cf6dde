// What a view was made from: each answer of the API by its address and the SHA-256 of its bytes, so that whoever asks again can compare.
import { digest, toHex, utf8 } from './bytes.js';

export class Sources {
  #digests = new Map();
  #all = '';
  #noted = Promise.resolve();

  /** Takes note of an answer; the last one from an address counts. */
  note(address, bytes) {
    // One after the other: the digest over all is of the last of them.
    this.#noted = this.#noted.then(() => this.#add(address, bytes));
  }

  async #add(address, bytes) {
    this.#digests.set(address, toHex(await digest('SHA-256', bytes)));
    const all = this.lines.map(({ address: one, sha256 }) => `${sha256}  ${one}\n`).join('');
    this.#all = toHex(await digest('SHA-256', utf8(all)));
  }

  /** Until everything that was noted is counted. */
  async ready() {
    await this.#noted;
  }

  /** { address, sha256 } of each answer, by address. */
  get lines() {
    return [...this.#digests].map(([address, sha256]) => ({ address, sha256 })).sort((one, other) => (one.address < other.address ? -1 : 1));
  }

  /** SHA-256 over all lines, each as sha256sum writes it: the digest, two spaces, the address, a line feed. */
  get sha256() {
    return this.#all;
  }
}

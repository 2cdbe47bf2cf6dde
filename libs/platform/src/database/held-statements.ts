interface Held {
  readonly send: () => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * What is asked of a connection while its BEGIN is not answered. A statement outside of a transaction is one of its own: sent behind a BEGIN that
 * then fails, a change would stay for good. So only a look, which changes nothing, travels with the BEGIN; the first that is no look waits, and all
 * behind it, and they go out in their order. Where it failed nothing is sent any more until somebody says that this work is over: a look that
 * travelled with it was answered, and whoever relies on the answer knows nothing yet.
 */
export class HeldStatements {
  #begun: Promise<unknown> | undefined;
  #failure: { readonly reason: Error } | undefined;
  #held: Held[] = [];

  /** Holds from here on, until that is answered. */
  until(begun: Promise<unknown>): void {
    this.#begun = begun;
    begun.then(
      () => this.#over(begun, ({ send }) => send()),
      (reason: Error) => {
        if (this.#begun === begun) this.#failure = { reason };
        this.#over(begun, ({ refuse }) => refuse(reason));
      },
    );
  }

  /** The work that began so is over: what is asked now belongs to another. */
  free(): void {
    this.#failure = undefined;
  }

  /** Sends at once what may be sent, and the rest after the transaction has begun. @throws why it did not begin */
  send(statement: () => unknown, isLook: boolean): unknown {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    if (!this.#begun || (isLook && this.#held.length === 0)) return statement();
    return new Promise((answer, refuse) => this.#held.push({ send: () => answer(statement()), refuse }));
  }

  // Before anybody else hears of the BEGIN, and all at once.
  #over(begun: Promise<unknown>, end: (one: Held) => void): void {
    if (this.#begun !== begun) return;
    const held = this.#held;
    [this.#begun, this.#held] = [undefined, []];
    for (const one of held) end(one);
  }
}

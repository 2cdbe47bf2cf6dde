/** Closed lets calls through; open refuses them; half-open is one trial, made by whoever heals, on which it depends. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Stops asking a token that is gone, so that callers learn it at once instead of waiting for it. It counts failures of
 * the token, not of what it was asked: a damaged blob says nothing about the one who cannot open it.
 */
export class CircuitBreaker {
  readonly #tolerated: number;
  readonly #onChange: (state: BreakerState) => void;
  #state: BreakerState = 'closed';
  #failures = 0;

  /** @param tolerated failures in a row after which it opens */
  constructor(tolerated: number, onChange: (state: BreakerState) => void = () => undefined) {
    this.#tolerated = tolerated;
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    return this.#state;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Answers whether this failure was one too many. */
  failed(): boolean {
    this.#failures += 1;
    if (this.#state !== 'closed' || this.#failures < this.#tolerated) return false;
    this.open();
    return true;
  }

  /** Opens, whatever was counted: the token is known to be gone, or the trial failed. */
  open(): void {
    this.#become('open');
  }

  /** A trial begins. */
  tryAgain(): void {
    if (this.#state === 'open') this.#become('half-open');
  }

  /** The trial went well. */
  close(): void {
    this.#failures = 0;
    this.#become('closed');
  }

  #become(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}

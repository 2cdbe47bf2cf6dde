/** What the edge must know of its surroundings. */
export class EdgeSettings {
  constructor(
    /** Where clients address this edge; a proxy in front of it is known by its name, not ours. */
    readonly origin: string,
    /** How many proxies of ours each add an entry to `X-Forwarded-For`. */
    readonly proxiesInFront: number,
    /** Requests a minute that may come from one address. */
    readonly requestsPerAddress: number,
  ) {}
}

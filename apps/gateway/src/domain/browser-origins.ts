/** Web origins from which some client may call the API in a browser. */
export abstract class BrowserOrigins {
  abstract listed(): Promise<ReadonlySet<string>>;
}
